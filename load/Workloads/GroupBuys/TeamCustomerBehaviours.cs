namespace FuelGrains.Load.Workloads.GroupBuys;

/// <summary>The behaviours of customers who got a seat.</summary>
internal sealed partial class TeamCustomerScript
{
    /// <summary>The slug for a customer who leaves too late: the seat was not paid in time, and is somebody else's.</summary>
    public const string NoSeat = "not-found";

    /// <summary>Every n-th customer who paid watches the team to its end.</summary>
    private const int WatchedEvery = 5;
    private static readonly TimeSpan PollEvery = TimeSpan.FromSeconds(1);

    /// <summary>The watch goes on after the deadline: a payment may still be looked for, and a killed product comes back.</summary>
    private static readonly TimeSpan WatchAfter = TimeSpan.FromSeconds(20);

    /// <summary>The longest a customer waits before the payment, as a part of the time there is to pay.</summary>
    private const double Waits = 0.25;
    private static readonly TimeSpan LeavesAfter = TimeSpan.FromSeconds(4);

    private async Task BehaveAsync(SeatSession seat, CancellationToken stop)
    {
        switch (_behaviour)
        {
            case Behaviour.NeverAsks:
                break;
            case Behaviour.NeverPays:
                await seat.Order.PrepareAsync(stop);
                break;
            case Behaviour.PaysLate:
                if (await seat.Order.PrepareAsync(stop) is { } prepayId)
                    await seat.Order.PayLateAsync(prepayId, _random, stop);
                break;
            case Behaviour.PaysTwice:
                await WaitAsync(seat, stop);
                await seat.Order.PayTwiceAsync($"orphan-{context.Run}-{number}", stop);
                break;
            case Behaviour.Leaves:
                await LeaveSomehowAsync(seat, stop);
                break;
            case Behaviour.LeadsAndLeaves:
                await LeadAndLeaveAsync(seat, stop);
                break;
            case Behaviour.SendsAgain:
                await Task.WhenAll(SendAgainAsync(seat, stop), SendAgainAsync(seat, stop));
                await PayAsync(seat, stop);
                await SendAgainAsync(seat, stop);
                break;
            case Behaviour.WantsMore:
                await WantMoreAsync(seat, stop);
                break;
            default:
                await PayAsync(seat, stop);
                if (number % WatchedEvery == 0)
                    await WatchAsync(seat, stop);
                break;
        }
    }

    private async Task<bool> PayAsync(SeatSession seat, CancellationToken stop)
    {
        await WaitAsync(seat, stop);
        return await seat.Order.PrepareAsync(stop) is { } prepayId && await seat.Order.PayAsync(new(prepayId), stop);
    }

    private async Task LeaveSomehowAsync(SeatSession seat, CancellationToken stop)
    {
        switch (_random.Next(4))
        {
            case 0:
                await LeaveAsync(seat, stop);
                break;
            case 1 when await seat.Order.PrepareAsync(stop) is { } prepayId:
                await Task.WhenAll(LeaveAsync(seat, stop), seat.Order.PayAsync(new(prepayId), stop));
                break;
            case 2 when await seat.Order.PrepareAsync(stop) is { } prepayId:
                await LeaveAsync(seat, stop);
                await seat.Order.PayAsync(new(prepayId, Force: true), stop);
                break;
            default:
                await PayAsync(seat, stop);
                await Task.Delay(LeavesAfter * _random.NextDouble(), context.Time, stop);
                await LeaveAsync(seat, stop);
                break;
        }
        await seat.Order.PollAsync(stop);
    }

    /// <summary>The lead goes to the earliest member who paid; the customer who left may take a seat elsewhere.</summary>
    private async Task LeadAndLeaveAsync(SeatSession seat, CancellationToken stop)
    {
        await PayAsync(seat, stop);
        await Task.Delay(LeavesAfter * (0.5 + _random.NextDouble()), context.Time, stop);
        await LeaveAsync(seat, stop);
        await seat.Order.PollAsync(stop);
        if (await TakeSeatAsync(stop) is { } another)
            await PayAsync(another, stop);
    }

    /// <summary>The product refuses a second seat while the first is unpaid, and a second own team while the first is open.</summary>
    private async Task WantMoreAsync(SeatSession seat, CancellationToken stop)
    {
        if (await OpenAsync(stop) is { } second)
            await PayAsync(second, stop);
        if (await JoinAsync(seat.Told.ShareCode, stop) is { } twice)
            await PayAsync(twice, stop);
        if (!await PayAsync(seat, stop))
            return;
        if ((await OpenAsync(stop) ?? await TakeSeatAsync(stop)) is { } third)
            await PayAsync(third, stop);
    }

    private async Task SendAgainAsync(SeatSession seat, CancellationToken stop)
    {
        var reply = await seat.Order.SendAsync("send again", seat.Send, stop);
        if (reply.Kind != ReplyKind.Unknown)
            context.Repeated.Add(new(seat.Told.Order, seat.Body, reply.Body));
    }

    private async Task LeaveAsync(SeatSession seat, CancellationToken stop)
    {
        (seat.Order.AskedToCancel, seat.Order.AskedForMoneyBack) = (true, true);
        var reply = await seat.Order.SendAsync(
            "leave",
            () => context.Product.LeaveTeamAsync(customer, seat.Told.ShareCode, stop),
            stop
        );
        Record(seat, reply);
        if (reply.Accepted)
            _campaign.ShareCodes.Left(seat.Told.ShareCode);
        else if (reply.Slug == NoSeat)
            context.Gone.Add(seat.Told.Order);
    }

    private async Task WatchAsync(SeatSession seat, CancellationToken stop)
    {
        await context.Time.UntilAsync(
            PollEvery,
            seat.Deadline + WatchAfter - context.Time.GetUtcNow(),
            async () =>
            {
                var reply = await seat.Order.SendAsync(
                    "look at team",
                    () => context.Product.TeamAsync(customer, seat.Told.ShareCode, stop),
                    stop
                );
                return Record(seat, reply) is { State: not TeamState.Open };
            },
            stop
        );
        await seat.Order.PollAsync(stop);
    }

    private ObservedTeam? Record(SeatSession seat, Reply reply)
    {
        if (!reply.Accepted)
            return null;
        var observed = TeamObserver.Read(seat.Told.Team, reply);
        context.Observed.Add(observed);
        return observed;
    }

    private Task WaitAsync(SeatSession seat, CancellationToken stop)
    {
        var now = context.Time.GetUtcNow();
        return context.UntilAsync(now + ((seat.Order.PayBy - now) * (Waits * _random.NextDouble())), stop);
    }
}
