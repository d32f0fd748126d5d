using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.Grains.Campaigns.Teams;
using FuelGrains.Grains.Ops.Outbox;
using Shouldly;

namespace FuelGrains.Grains.Tests.Campaigns.Teams;

/// <summary>The invariants of a campaign's rows, which hold at every moment.</summary>
internal static class TeamInvariants
{
    public static void Check(TeamMemoryLedger disk, CampaignTerms terms)
    {
        foreach (var team in disk.Teams.Values)
            Team(disk, terms, team);
        foreach (var order in disk.Orders)
            Order(disk, order);
        foreach (var (customer, claim) in disk.Claims)
        {
            var own = disk.Orders.Where(o => o.Order.Customer == customer && o.Use != SeatUse.Free).ToList();
            own.SingleOrDefault(o => o.Use is SeatUse.Held or SeatUse.Closing)?.Order.Id.ShouldBe(claim.Unpaid!.Value);
            if (claim.Unpaid is { } unpaid)
                own.Exists(o => o.Order.Id == unpaid && o.Use is SeatUse.Held or SeatUse.Closing).ShouldBeTrue();
            claim.Seats.ShouldBe(own.Count);
            claim.Seats.ShouldBeLessThanOrEqualTo(terms.LimitPerCustomer);
            if (claim.Leads is { } leads)
                (disk.Teams[leads].Status, disk.Teams[leads].Leader).ShouldBe((TeamStatus.Open, customer));
        }
        for (var shard = 0; shard < terms.Shards; shard++)
        {
            var (orders, counters) = (disk.Orders.Where(o => o.Shard == shard).ToList(), disk.Counters(shard));
            (counters.Held, counters.Confirmed).ShouldBe(
                (orders.Sum(o => (long)o.OrderState.Held), orders.Sum(o => (long)o.OrderState.Confirmed))
            );
        }
        // Several teams may notify an invited member and reward the inviter: the handler takes the first. Any other message comes once.
        disk.Outbox.Where(e =>
                e.Kind != OutboxKinds.IssueReward && !e.Subject.StartsWith("team-one-left/", StringComparison.Ordinal)
            )
            .GroupBy(e => (e.Kind, e.Subject))
            .Any(same => same.Count() > 1)
            .ShouldBeFalse();
    }

    private static void Team(TeamMemoryLedger disk, CampaignTerms terms, TeamMemoryLedger.TeamRow team)
    {
        var orders = disk.Orders.Where(o => o.Team == team.Id).ToList();
        var seats = orders.Where(o => o.Seat > 0 && o.Use != SeatUse.Free).ToList();
        seats.Select(o => o.Seat).Distinct().Count().ShouldBe(seats.Count);
        seats.Exists(o => o.Seat > team.Size).ShouldBeFalse();
        seats.Select(o => o.Order.Customer).Distinct().Count().ShouldBe(seats.Count);
        var paid = seats.Where(o => o.Use == SeatUse.Paid).ToList();
        switch (team.Status)
        {
            case TeamStatus.Open:
                (team.Taken, team.Paid).ShouldBe((seats.Count, paid.Count));
                team.EndedAt.ShouldBeNull();
                paid.Count.ShouldBeLessThan(team.Size);
                orders.Count(o => o.Use != SeatUse.Free).ShouldBe(seats.Count);
                if (paid.Count > 0)
                    seats.Exists(o => o.Order.Customer == team.Leader).ShouldBeTrue();
                break;
            case TeamStatus.Completed:
                team.Paid.ShouldBeGreaterThanOrEqualTo(terms.Group!.Enough(team.Size));
                if (!team.Short)
                    team.Paid.ShouldBe(team.Size);
                break;
            default:
                paid.ShouldBeEmpty();
                break;
        }
        if (team.Status != TeamStatus.Open)
            team.EndedAt.ShouldNotBeNull();
    }

    // Each payment has one fulfilment or one refund, never both; an order that was never paid has neither.
    private static void Order(TeamMemoryLedger disk, TeamMemoryLedger.OrderRow order)
    {
        var messages = disk.Outbox.Where(e => e.Order == order.Order.Id).ToList();
        var (fulfil, refund) = (
            messages.Count(e => e.Kind == OutboxKinds.FulfilOrder),
            messages.Count(e => e.Kind == OutboxKinds.RefundOrder)
        );
        var status = disk.Teams[order.Team].Status;
        (fulfil, refund).ShouldBe(
            order.PaidAt is null ? (0, 0)
                : order.Seat > 0 && status == TeamStatus.Completed ? (1, 0)
                : order.Use == SeatUse.Paid ? (0, 0)
                // Units that came back while the team was open: whoever asked for that refunds them.
                : order is { Seat: < 0, OrderState.Cause: CloseCause.None } ? (0, 0)
                : (0, 1),
            $"{order.OrderState} in seat {order.Seat} of a {status} team"
        );
        if (order.Use == SeatUse.Paid)
            status.ShouldBeOneOf(TeamStatus.Open, TeamStatus.Completed);
    }
}
