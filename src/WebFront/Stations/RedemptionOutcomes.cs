using FuelGrains.GrainInterfaces.Orders.Vouchers;
using FuelGrains.WebFront.Ops;

namespace FuelGrains.WebFront.Stations;

/// <summary>Maps the outcomes of a redemption to HTTP.</summary>
internal static class RedemptionOutcomes
{
    public static readonly Problem Mistyped = Problems.Invalid("code", "Mistyped: this cannot be a voucher's code.");

    private static readonly Problem Unknown = new(
        "unknown-code",
        404,
        "No such voucher",
        "There is no voucher of this code."
    );
    private static readonly Problem Guessing = new(
        "too-many-codes",
        429,
        "Too many unknown codes",
        "Codes are not taken here for a while."
    );
    private static readonly Problem KeyReused = new(
        "key-reused",
        422,
        "Idempotency-Key reused",
        "This key was used for another voucher. Use a fresh one."
    );
    private static readonly Problem NotHere = new(
        "voucher-not-here",
        409,
        "Not at this station",
        "The voucher is for other stations."
    );
    private static readonly Problem NotYet = new(
        "voucher-not-yet",
        409,
        "Not valid yet",
        "The voucher is valid from validFrom."
    );
    private static readonly Problem Expired = new("voucher-expired", 409, "Expired", "The voucher's time is over.");
    private static readonly Problem Used = new("voucher-used", 409, "Used", "The voucher was used before.");
    private static readonly Problem Held = new(
        "voucher-held",
        409,
        "In use",
        "The voucher is held by a fuelling or a refund. Try again when that has ended."
    );
    private static readonly Problem Refunded = new(
        "voucher-refunded",
        409,
        "Refunded",
        "The voucher's money went back."
    );

    public static IResult Answer(RedeemReply reply, StationId station, HttpContext http) =>
        reply.Outcome switch
        {
            RedeemOutcome.Done => Created(reply.Redemption!, station, http, replayed: false),
            RedeemOutcome.Replayed => Created(reply.Redemption!, station, http, replayed: true),
            RedeemOutcome.Mistyped => Mistyped,
            RedeemOutcome.UnknownCode => Unknown,
            RedeemOutcome.TooManyGuesses => Guessing with
            {
                RetryAfterSeconds = (int)Math.Ceiling(Math.Max(reply.RetryAfter!.Value.TotalSeconds, 1)),
            },
            RedeemOutcome.KeyReused => KeyReused,
            RedeemOutcome.NotHere => NotHere,
            RedeemOutcome.NotYet => NotYet with { Time = ("validFrom", reply.ValidFrom!.Value) },
            RedeemOutcome.Expired => Expired,
            RedeemOutcome.Used => Used,
            RedeemOutcome.Held => Held,
            RedeemOutcome.Refunded => Refunded,
            RedeemOutcome.UnknownStation => Problems.NotFound,
            _ => throw new InvalidOperationException($"Outcome {reply.Outcome} has no answer."),
        };

    private static IResult Created(Redemption redemption, StationId station, HttpContext http, bool replayed)
    {
        IdempotencyKey.Mark(http, replayed);
        return Results.Created(
            $"/api/stations/{station}/redemptions",
            RedemptionEndpoints.RedemptionJson.Of(redemption)
        );
    }
}
