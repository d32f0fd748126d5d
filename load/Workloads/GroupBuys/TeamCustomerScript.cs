namespace FuelGrains.Load.Workloads.GroupBuys;

/// <summary>The script of one customer: arrives, takes a seat or opens a team, and shows a behaviour. All replies are kept.</summary>
internal sealed partial class TeamCustomerScript(TeamRunContext context, Customer customer, int number)
{
    /// <summary>A customer who found no seat tries again, so often and so much later.</summary>
    private const int Tries = 6;
    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromSeconds(2);

    private readonly Random _random = Draw.Of(context.Seed, number);
    private readonly Campaign _campaign = Draw.Pick(
        Draw.Of(context.Seed + 1, number).Next(100),
        context.Campaigns,
        campaign => campaign.Plan.Of100
    )!;
    private readonly Behaviour _behaviour = context.Shares.Of(context.Seed, number);
    private readonly List<SeatSession> _seats = [];
    private CancellationToken _stop;
    private int _keys;

    public Customer Customer => customer;
    public IReadOnlyList<SeatSession> Seats => _seats;

    public IEnumerable<AcknowledgedSeat> Told =>
        _seats.Select(seat => new AcknowledgedSeat(seat.Told, customer.Id, _campaign.Id));

    public async Task RunAsync(CancellationToken stop)
    {
        _stop = stop;
        await Task.Delay(context.ArriveWithin * _random.NextDouble(), context.Time, _stop);
        SeatSession? seat = null;
        for (var tries = 1; tries <= Tries && seat is null; tries++)
        {
            if (tries > 1)
                await Task.Delay(TryAgainAfter * (0.5 + _random.NextDouble()), context.Time, _stop);
            seat = _behaviour == Behaviour.LeadsAndLeaves && tries == 1 ? await OpenAsync() : await TakeSeatAsync();
        }
        if (seat is not null)
            await BehaveAsync(seat);
        context.Statistics.CountDone();
    }

    /// <summary>Joins a team that somebody shared, or opens one.</summary>
    private async Task<SeatSession?> TakeSeatAsync()
    {
        var code = _campaign.ShareCodes.Pick(_random);
        return code is null || _random.Next(100) < _campaign.Plan.OpenPercent
            ? await OpenAsync()
            : await JoinAsync(code);
    }

    private async Task<SeatSession?> OpenAsync()
    {
        var (key, ladder) = (NewKey(), _campaign.Plan.Ladder);
        var size = ladder[_random.Next(ladder.Length)].Size;
        var send = () => context.Product.OpenTeamAsync(customer, _campaign.Id, size, key, _stop);
        var (seat, _) = await SendAsync("open", key, send);
        if (seat is not null)
            _campaign.ShareCodes.Opened(seat.Told.ShareCode, size);
        return seat;
    }

    private async Task<SeatSession?> JoinAsync(string code)
    {
        var key = NewKey();
        var send = () => context.Product.JoinTeamAsync(customer, code, key, _stop);
        var (seat, slug) = await SendAsync("join", key, send);
        if (seat is not null)
            _campaign.ShareCodes.Joined(code);
        else if (slug == "team-full")
            _campaign.ShareCodes.Full(code);
        else if (slug is "team-completed" or "team-over")
            _campaign.ShareCodes.Over(code);
        return seat;
    }

    private async Task<(SeatSession? Seat, string Slug)> SendAsync(string what, string key, Func<Task<Reply>> send)
    {
        var reply = await context.Requests.SendAsync(customer.Id, what, key, send, _stop, makesOrder: true);
        if (reply.Read<SeatedReply>() is not { } sat)
            return (null, reply.Slug);
        var order = new AcknowledgedOrder(sat.OrderId, customer.Id, 1, sat.AmountFen, sat.PayBy);
        var seat = new SeatSession(new(context, customer, order, number, _stop), sat, reply.Body, send);
        _seats.Add(seat);
        context.Statistics.CountBought();
        return (seat, reply.Slug);
    }

    private string NewKey() => $"{context.Run}-{number}-{++_keys}";
}
