using System.Globalization;
using FuelGrains.Load.Clients;
using FuelGrains.Load.Teams;

namespace FuelGrains.Load.Rush;

/// <summary>The parts, each as its customer lives it.</summary>
internal sealed partial class RushStory
{
    /// <summary>Every so many-th who paid watches the team to its end.</summary>
    private const int WatchedEvery = 5;

    /// <summary>The answer to whoever leaves too late: the seat was not paid in time, and is somebody else's.</summary>
    public const string NoSeat = "not-found";
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <summary>After the deadline: a payment may still be looked for, and a killed product comes back.</summary>
    private static readonly TimeSpan WatchAfter = TimeSpan.FromSeconds(20);

    /// <summary>Of the time there is to pay: so long a customer thinks at most.</summary>
    private const double Thinks = 0.25;
    private static readonly TimeSpan LeavesAfter = TimeSpan.FromSeconds(4);

    private async Task PlayAsync(Seat seat, CancellationToken stop)
    {
        switch (part)
        {
            case RushPart.NeverAsks:
                break;
            case RushPart.NeverPays:
                await seat.Dealing.PrepareAsync(stop);
                break;
            case RushPart.PaysLate:
                if (await seat.Dealing.PrepareAsync(stop) is { } prepayId)
                    await seat.Dealing.PayLateAsync(prepayId, random, stop);
                break;
            case RushPart.PaysTwice:
                await ThinkAsync(seat, stop);
                await seat.Dealing.PayTwiceAsync(
                    string.Create(CultureInfo.InvariantCulture, $"orphan-{stage.Run}-{number}"),
                    stop
                );
                break;
            case RushPart.Leaves:
                await LeaveSomehowAsync(seat, stop);
                break;
            case RushPart.LeadsAndLeaves:
                await LeadAndLeaveAsync(seat, stop);
                break;
            case RushPart.PressesAgain:
                await Task.WhenAll(PressAgainAsync(seat, stop), PressAgainAsync(seat, stop));
                await PayAsync(seat, stop);
                await PressAgainAsync(seat, stop);
                break;
            case RushPart.WantsMore:
                await WantMoreAsync(seat, stop);
                break;
            default:
                await PayAsync(seat, stop);
                if (number % WatchedEvery == 0)
                    await WatchAsync(seat, stop);
                break;
        }
    }

    private async Task<bool> PayAsync(Seat seat, CancellationToken stop)
    {
        await ThinkAsync(seat, stop);
        return await seat.Dealing.PrepareAsync(stop) is { } prepayId
            && await seat.Dealing.PressPayAsync(new(prepayId), stop);
    }

    private async Task LeaveSomehowAsync(Seat seat, CancellationToken stop)
    {
        switch (random.Next(4))
        {
            case 0:
                await LeaveAsync(seat, stop);
                break;
            case 1 when await seat.Dealing.PrepareAsync(stop) is { } prepayId:
                await Task.WhenAll(LeaveAsync(seat, stop), seat.Dealing.PressPayAsync(new(prepayId), stop));
                break;
            case 2 when await seat.Dealing.PrepareAsync(stop) is { } prepayId:
                await LeaveAsync(seat, stop);
                await seat.Dealing.PressPayAsync(new(prepayId, Force: true), stop);
                break;
            default:
                await PayAsync(seat, stop);
                await Task.Delay(LeavesAfter * random.NextDouble(), stage.Time, stop);
                await LeaveAsync(seat, stop);
                break;
        }
        await seat.Dealing.LookAsync(stop);
    }

    /// <summary>The lead goes to the earliest who paid; whoever left may sit down elsewhere.</summary>
    private async Task LeadAndLeaveAsync(Seat seat, CancellationToken stop)
    {
        await PayAsync(seat, stop);
        await Task.Delay(LeavesAfter * (0.5 + random.NextDouble()), stage.Time, stop);
        await LeaveAsync(seat, stop);
        await seat.Dealing.LookAsync(stop);
        if (await SitDownAsync(stop) is { } another)
            await PayAsync(another, stop);
    }

    /// <summary>Refused while the first is unpaid, whichever team the second is in; and a second own team while the first is open.</summary>
    private async Task WantMoreAsync(Seat seat, CancellationToken stop)
    {
        if (await OpenAsync(stop) is { } second)
            await PayAsync(second, stop);
        if (await JoinAsync(seat.Told.ShareCode, stop) is { } twice)
            await PayAsync(twice, stop);
        if (!await PayAsync(seat, stop))
            return;
        if ((await OpenAsync(stop) ?? await SitDownAsync(stop)) is { } third)
            await PayAsync(third, stop);
    }

    private async Task PressAgainAsync(Seat seat, CancellationToken stop)
    {
        var reply = await seat.Dealing.AskAsync("press again", seat.Press, stop);
        if (reply.Kind != AnswerKind.Unknown)
            stage.Again.Add(new(seat.Told.Order, seat.Body, reply.Body));
    }

    private async Task LeaveAsync(Seat seat, CancellationToken stop)
    {
        (seat.Dealing.AskedToCancel, seat.Dealing.AskedForMoneyBack) = (true, true);
        var reply = await seat.Dealing.AskAsync(
            "leave",
            cancel => stage.Teams.LeaveAsync(customer, seat.Told.ShareCode, cancel),
            stop
        );
        Hear(seat, reply);
        if (reply.Accepted)
            campaign.Chat.Left(seat.Told.ShareCode);
        else if (reply.Slug == NoSeat)
            stage.Gone.Add(seat.Told.Order);
    }

    private async Task WatchAsync(Seat seat, CancellationToken stop)
    {
        var until = seat.Deadline + WatchAfter;
        while (stage.Time.GetUtcNow() < until)
        {
            var reply = await seat.Dealing.AskAsync(
                "look at team",
                cancel => stage.Teams.TeamAsync(customer, seat.Told.ShareCode, cancel),
                stop
            );
            if (Hear(seat, reply) is { State: not TeamState.Open })
                break;
            await Task.Delay(LookEvery, stage.Time, stop);
        }
        await seat.Dealing.LookAsync(stop);
    }

    private ToldTeam? Hear(Seat seat, Reply reply)
    {
        if (!reply.Accepted)
            return null;
        var told = TeamWitness.Read(seat.Told.Team, reply);
        stage.Seen.Add(told);
        return told;
    }

    private Task ThinkAsync(Seat seat, CancellationToken stop)
    {
        var left = (seat.Dealing.PayBy - stage.Time.GetUtcNow()) * (Thinks * random.NextDouble());
        return left > TimeSpan.Zero ? Task.Delay(left, stage.Time, stop) : Task.CompletedTask;
    }
}
