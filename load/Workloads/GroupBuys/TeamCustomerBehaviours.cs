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

    private async Task BehaveAsync(SeatSession seat)
    {
        switch (_behaviour)
        {
            case Behaviour.NeverAsks:
                break;
            case Behaviour.NeverPays:
                await seat.Order.PrepareAsync();
                break;
            case Behaviour.PaysLate:
                if (await seat.Order.PrepareAsync() is { } prepayId)
                    await seat.Order.PayLateAsync(prepayId, _random);
                break;
            case Behaviour.PaysTwice:
                await WaitAsync(seat);
                await seat.Order.PayTwiceAsync($"orphan-{context.Run}-{number}");
                break;
            case Behaviour.Leaves:
                await LeaveSomehowAsync(seat);
                break;
            case Behaviour.LeadsAndLeaves:
                await LeadAndLeaveAsync(seat);
                break;
            case Behaviour.SendsAgain:
                await Task.WhenAll(SendAgainAsync(seat), SendAgainAsync(seat));
                await PayAsync(seat);
                await SendAgainAsync(seat);
                break;
            case Behaviour.WantsMore:
                await WantMoreAsync(seat);
                break;
            case Behaviour.PaysInSilence:
                await WaitAsync(seat);
                if (await seat.Order.PrepareAsync() is { } silent)
                    await seat.Order.PayInSilenceAsync(silent);
                break;
            default:
                await PayAsync(seat);
                if (number % WatchedEvery == 0)
                    await WatchAsync(seat);
                break;
        }
    }

    private async Task<bool> PayAsync(SeatSession seat)
    {
        await WaitAsync(seat);
        return await seat.Order.PrepareAsync() is { } prepayId && await seat.Order.PayAsync(new(prepayId));
    }

    private async Task LeaveSomehowAsync(SeatSession seat)
    {
        switch (_random.Next(4))
        {
            case 0:
                await LeaveAsync(seat);
                break;
            case 1 when await seat.Order.PrepareAsync() is { } prepayId:
                await Task.WhenAll(LeaveAsync(seat), seat.Order.PayAsync(new(prepayId)));
                break;
            case 2 when await seat.Order.PrepareAsync() is { } prepayId:
                await LeaveAsync(seat);
                await seat.Order.PayAsync(new(prepayId, Force: true));
                break;
            default:
                await PayAsync(seat);
                await Task.Delay(LeavesAfter * _random.NextDouble(), context.Time, _stop);
                await LeaveAsync(seat);
                break;
        }
        await seat.Order.PollAsync();
    }

    /// <summary>The lead goes to the earliest member who paid; the customer who left may take a seat elsewhere.</summary>
    private async Task LeadAndLeaveAsync(SeatSession seat)
    {
        await PayAsync(seat);
        await Task.Delay(LeavesAfter * (0.5 + _random.NextDouble()), context.Time, _stop);
        await LeaveAsync(seat);
        await seat.Order.PollAsync();
        if (await TakeSeatAsync() is { } another)
            await PayAsync(another);
    }

    /// <summary>The product refuses a second seat while the first is unpaid, and a second own team while the first is open.</summary>
    private async Task WantMoreAsync(SeatSession seat)
    {
        if (await OpenAsync() is { } second)
            await PayAsync(second);
        if (await JoinAsync(seat.Told.ShareCode) is { } twice)
            await PayAsync(twice);
        if (!await PayAsync(seat))
            return;
        if ((await OpenAsync() ?? await TakeSeatAsync()) is { } third)
            await PayAsync(third);
    }

    private async Task SendAgainAsync(SeatSession seat)
    {
        var reply = await seat.Order.SendAsync("send again", seat.Send);
        if (reply.Kind != ReplyKind.Unknown)
            context.Repeated.Add(new(seat.Told.OrderId, seat.Body, reply.Body));
    }

    private async Task LeaveAsync(SeatSession seat)
    {
        (seat.Order.AskedToCancel, seat.Order.AskedForMoneyBack) = (true, true);
        var send = () => context.Product.LeaveTeamAsync(customer, seat.Told.ShareCode, _stop);
        var reply = await seat.Order.SendAsync("leave", send);
        Record(seat, reply);
        if (reply.Accepted)
            _campaign.ShareCodes.Left(seat.Told.ShareCode);
        else if (reply.Slug == NoSeat)
            context.Gone.Add(seat.Told.OrderId);
    }

    private async Task WatchAsync(SeatSession seat)
    {
        await context.Time.UntilAsync(
            PollEvery,
            seat.Told.Deadline + WatchAfter - context.Time.GetUtcNow(),
            async () =>
            {
                var look = () => context.Product.TeamAsync(customer, seat.Told.ShareCode, _stop);
                return Record(seat, await seat.Order.SendAsync("look at team", look)) is { State: not TeamState.Open };
            },
            _stop
        );
        await seat.Order.PollAsync();
    }

    private ObservedTeam? Record(SeatSession seat, Reply reply)
    {
        if (!reply.Accepted)
            return null;
        var observed = TeamObserver.Read(seat.Told.TeamId, reply);
        context.Observed.Add(observed);
        return observed;
    }

    private Task WaitAsync(SeatSession seat)
    {
        var now = context.Time.GetUtcNow();
        return context.Time.UntilAsync(now + ((seat.Order.PayBy - now) * (Waits * _random.NextDouble())), _stop);
    }
}
