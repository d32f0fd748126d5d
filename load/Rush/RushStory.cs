using System.Globalization;
using FuelGrains.Load.Clients;
using FuelGrains.Load.Money;
using FuelGrains.Load.Storm;
using FuelGrains.Load.Teams;

namespace FuelGrains.Load.Rush;

/// <summary>One customer in a rush: comes, finds a seat or opens a team, and plays a part. What was told is kept.</summary>
internal sealed partial class RushStory(RushStage stage, Customer customer, int number)
{
    /// <summary>Who found no seat looks again, so often and so much later.</summary>
    private const int Looks = 6;
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromSeconds(2);

    private readonly Random random = Shares.Draw(stage.Seed, number);
    private readonly Campaign campaign = stage.Campaigns[
        CampaignPlan.Drawn(Shares.Draw(stage.Seed + 1, number).Next(100))
    ];
    private readonly RushPart part = stage.Shares.Of(stage.Seed, number);
    private readonly List<Seat> seats = [];
    private int presses;

    public Customer Customer => customer;

    /// <summary>A press once stayed without an answer.</summary>
    public bool Unsure { get; private set; }

    public IReadOnlyList<Seat> Seats => seats;

    public async Task LiveAsync(CancellationToken stop)
    {
        await Task.Delay(stage.ArriveWithin * random.NextDouble(), stage.Time, stop);
        Seat? seat = null;
        for (var look = 1; look <= Looks && seat is null; look++)
        {
            if (look > 1)
                await Task.Delay(LookAgainAfter * (0.5 + random.NextDouble()), stage.Time, stop);
            seat = part == RushPart.LeadsAndLeaves && look == 1 ? await OpenAsync(stop) : await SitDownAsync(stop);
        }
        if (seat is not null)
            await PlayAsync(seat, stop);
        stage.Tally.NoteDone();
    }

    /// <summary>Joins where somebody invites, or opens a team.</summary>
    private async Task<Seat?> SitDownAsync(CancellationToken stop)
    {
        var code = campaign.Chat.Pick(random);
        return code is null || random.Next(100) < campaign.Plan.OpenPercent
            ? await OpenAsync(stop)
            : await JoinAsync(code, stop);
    }

    private async Task<Seat?> OpenAsync(CancellationToken stop)
    {
        var (key, ladder) = (NewKey(), campaign.Plan.Ladder);
        var size = ladder[random.Next(ladder.Length)].Size;
        var (seat, _) = await PressAsync(
            "open",
            key,
            cancel => stage.Teams.OpenAsync(customer, campaign.Id, size, key, cancel),
            stop
        );
        if (seat is not null)
            campaign.Chat.Opened(seat.Told.ShareCode, size);
        return seat;
    }

    private async Task<Seat?> JoinAsync(string code, CancellationToken stop)
    {
        var key = NewKey();
        var (seat, slug) = await PressAsync(
            "join",
            key,
            cancel => stage.Teams.JoinAsync(customer, code, key, cancel),
            stop
        );
        if (seat is not null)
            campaign.Chat.Joined(code);
        else if (slug == "team-full")
            campaign.Chat.Full(code);
        else if (slug is "team-completed" or "team-over")
            campaign.Chat.Over(code);
        return seat;
    }

    private async Task<(Seat? Seat, string Slug)> PressAsync(
        string what,
        string key,
        Func<CancellationToken, Task<Reply>> send,
        CancellationToken stop
    )
    {
        var reply = await stage.Phones.AskAsync(customer.Id, what, key, Press, stop);
        if (!reply.Accepted || reply.Read<SeatedReply>() is not { } sat)
            return (null, reply.Slug);
        var order = new ToldOrder
        {
            Id = sat.OrderId,
            Customer = customer.Id,
            Quantity = 1,
            AmountFen = sat.AmountFen,
            PayBy = sat.PayBy,
        };
        var told = new ToldSeat(sat.OrderId, customer.Id, campaign.Id, sat.TeamId, sat.Seat, sat.Size, sat.ShareCode);
        var seat = new Seat(new(stage, customer, order), told, sat.Deadline, reply.Body, send);
        seats.Add(seat);
        stage.Tally.NoteBought();
        return (seat, reply.Slug);

        async Task<Reply> Press(CancellationToken cancel)
        {
            var answer = await send(cancel);
            Unsure |= answer.Kind == AnswerKind.Unknown;
            return answer;
        }
    }

    private string NewKey() => string.Create(CultureInfo.InvariantCulture, $"{stage.Run}-{number}-{++presses}");
}
