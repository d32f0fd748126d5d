using FuelGrains.Grains.Ops.Outbox;

namespace FuelGrains.Grains.Campaigns.Teams;

/// <summary>What a team's changes promise beyond the ledger, in the same commit. A notice's subject names the order of whoever is told.</summary>
internal sealed class TeamPromise(GroupTerms group, TeamBook book, TeamBatch batch)
{
    /// <param name="was">Where the team stood before the move, and who led it.</param>
    public void Moved(in OrderTransition moved, Team team, TeamStatus was, CustomerId? leader)
    {
        switch (moved.To)
        {
            case OrderStatus.Paid when was == TeamStatus.Completed:
                Deliver(moved.Slot, moved.At);
                break;
            case OrderStatus.Paid:
                Tell(leader == moved.Customer ? "team-opened" : "team-joined", moved.Id, moved.At);
                if (team.Status == TeamStatus.Completed)
                    Complete(team, moved.At);
                else if (team.Size - team.Paid == 1)
                    TellPaid(team, "team-one-left", moved.At);
                break;
            case OrderStatus.Refunding when moved.Cause is CloseCause.TeamFailed or CloseCause.Customer:
                Add(OutboxKinds.RefundOrder, $"{moved.Id}", moved.Id, moved.At);
                if (moved.Cause == CloseCause.TeamFailed)
                    Tell("team-failed", moved.Id, moved.At);
                break;
            case OrderStatus.Cancelled when moved.Cause == CloseCause.TeamFailed:
                Tell("team-failed", moved.Id, moved.At);
                break;
            default:
                OrderRule.OutboxMessagesFor(moved, batch.Open.OutboxMessages);
                break;
        }
    }

    public void Complete(Team team, DateTimeOffset at)
    {
        foreach (ref readonly var seat in team.Seats)
            if (seat.Use == SeatUse.Paid)
                Deliver(seat.Order, at);
    }

    // A member of a complete team. Whether it was their first one, and so earns their inviter the reward, is for the receiver to find
    // out: other shards do not tell this one.
    private void Deliver(int order, DateTimeOffset at)
    {
        var (id, customer) = (book.Orders[order].Id, book.Orders[order].Customer);
        Add(OutboxKinds.FulfilOrder, $"{id}", id, at);
        Tell("team-completed", id, at);
        if (group.RewardProductId is not null && book.Seat(order).InvitedBy is not null)
            Add(OutboxKinds.IssueReward, $"reward/{customer}", id, at, $"{id}");
    }

    private void TellPaid(Team team, string news, DateTimeOffset at)
    {
        foreach (ref readonly var seat in team.Seats)
            if (seat.Use == SeatUse.Paid)
                Tell(news, book.Orders[seat.Order].Id, at);
    }

    private void Tell(string news, OrderId order, DateTimeOffset at) =>
        Add(OutboxKinds.Notice, $"{news}/{order}", order, at);

    private void Add(string kind, string subject, OrderId order, DateTimeOffset at, string body = "") =>
        batch.Open.OutboxMessages.Add(new(order, Guid.CreateVersion7(at), kind, subject, at, body));
}
