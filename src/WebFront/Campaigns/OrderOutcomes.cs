using FuelGrains.WebFront.Ops;

namespace FuelGrains.WebFront.Campaigns;

/// <summary>Maps the refusals of a hold to HTTP, for orders and for seats.</summary>
internal static class OrderOutcomes
{
    private static readonly Problem NotStarted = new(
        "not-started",
        409,
        "The sale has not started",
        "It starts at startsAt, by the server's clock."
    );
    private static readonly Problem Ended = new("ended", 409, "The sale has ended", "Its window is over.");
    private static readonly Problem Paused = new("paused", 409, "The sale is paused", "It may go on later.");
    private static readonly Problem Closed = new(
        "sale-closed",
        409,
        "The sale is closed",
        "It was ended by its owner."
    );
    private static readonly Problem LimitReached = new(
        "limit-reached",
        409,
        "Your limit is reached",
        "You have as many units as this sale allows a customer."
    );
    private static readonly Problem AllHeld = new(
        "all-held",
        409,
        "Everything is held",
        "No unit is free, but held ones may return; the first may at firstReturnAt."
    )
    {
        RetryAfterSeconds = 1,
    };
    private static readonly Problem SoldOut = new("sold-out", 409, "Sold out", "No unit is free and none is held.");
    private static readonly Problem NotEnough = new(
        "not-enough",
        409,
        "Not enough units",
        "Fewer units are free than you asked for."
    );
    private static readonly Problem LetGoLimit = new(
        "let-go-limit",
        409,
        "You let go too many orders",
        "You cancelled orders of this sale, or let them lapse unpaid, as often as a customer may; see until."
    );
    private static readonly Problem GiveWay = new(
        "give-way",
        409,
        "Others come first",
        "You let orders of this sale lapse unpaid, so units that have just returned go to others first; see until."
    );
    private static readonly Problem InProgress = new(
        "in-progress",
        409,
        "Still running",
        "The same key is being worked on. Ask again with it."
    )
    {
        RetryAfterSeconds = 1,
    };
    private static readonly Problem KeyReused = new(
        "key-reused",
        422,
        "Idempotency-Key reused",
        "This key was used for another request. Use a fresh one."
    );

    private static readonly Problem TeamFull = new(
        "team-full",
        409,
        "The team is full",
        "Every seat is taken; one that is not paid in time is free again, the first may be at firstReturnAt."
    );
    private static readonly Problem TeamCompleted = new(
        "team-completed",
        409,
        "The team is complete",
        "Open a team of your own or join another."
    );
    private static readonly Problem TeamOver = new(
        "team-over",
        409,
        "The team is over",
        "Its time ran out, or everybody left. Open a team of your own or join another."
    );
    private static readonly Problem TeamEnding = new(
        "team-ending",
        409,
        "The team ends in a moment",
        "A seat could not be paid for in time any more; see joinBy. Open a team of your own or join another."
    );
    private static readonly Problem AlreadyInTeam = new(
        "already-in-team",
        409,
        "You sit in this team",
        "A customer has one seat in a team."
    );
    private static readonly Problem UnpaidSeat = new(
        "unpaid-seat",
        409,
        "You have an unpaid seat",
        "Pay for it or leave it first: a customer has one unpaid seat in a campaign."
    );
    private static readonly Problem OpenTeam = new(
        "open-team",
        409,
        "You lead an open team",
        "A customer opens one team of a campaign at a time."
    );
    private static readonly Problem NewCustomersOnly = new(
        "new-customers-only",
        409,
        "For new customers",
        "You have bought before; this campaign is for those who have not."
    );

    public static Problem Refusal(in HoldReply reply, CampaignTerms terms, DateTimeOffset now) =>
        reply.Outcome switch
        {
            HoldOutcome.KeyReused => KeyReused,
            HoldOutcome.InProgress => InProgress,
            HoldOutcome.NotStarted => NotStarted with { Time = ("startsAt", terms.StartsAt) },
            HoldOutcome.Ended => Ended,
            HoldOutcome.Paused => Paused,
            HoldOutcome.Closed => Closed,
            HoldOutcome.LimitReached => LimitReached,
            HoldOutcome.LetGoLimit => LetGoLimit with { Time = ("until", terms.EndsAt) },
            HoldOutcome.GiveWay => reply.Until is { } until
                ? GiveWay with
                {
                    Time = ("until", until),
                    RetryAfterSeconds = Math.Max(1, (int)Math.Ceiling((until - now).TotalSeconds)),
                }
                : GiveWay,
            HoldOutcome.AllHeld => reply.FirstReturnAt is { } at
                ? AllHeld with
                {
                    Time = ("firstReturnAt", at),
                }
                : AllHeld,
            HoldOutcome.SoldOut => SoldOut,
            HoldOutcome.NotEnough => NotEnough,
            HoldOutcome.Busy => Problems.Busy,
            HoldOutcome.NotFound => Problems.NotFound,
            HoldOutcome.QuantityRefused => Problems.Invalid(
                "quantity",
                "Not an amount that this sale gives in one order."
            ),
            HoldOutcome.SizeRefused => Problems.Invalid(
                "size",
                $"This campaign has teams of {string.Join(", ", terms.Group?.Ladder.Select(step => step.Size) ?? [])}."
            ),
            HoldOutcome.TeamNotFound => Problems.NotFound,
            HoldOutcome.TeamFull => reply.FirstReturnAt is { } at
                ? TeamFull with
                {
                    Time = ("firstReturnAt", at),
                }
                : TeamFull,
            HoldOutcome.TeamCompleted => TeamCompleted,
            HoldOutcome.TeamOver => TeamOver,
            HoldOutcome.TeamEnding => TeamEnding,
            HoldOutcome.AlreadyInTeam => AlreadyInTeam,
            HoldOutcome.UnpaidSeat => UnpaidSeat,
            HoldOutcome.OpenTeam => OpenTeam,
            HoldOutcome.NewCustomersOnly => NewCustomersOnly,
            HoldOutcome.Retry => Problems.Unavailable,
            _ => throw new InvalidOperationException($"Outcome {reply.Outcome} has no answer."),
        };
}
