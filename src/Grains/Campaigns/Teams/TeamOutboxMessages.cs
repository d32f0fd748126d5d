using FuelGrains.Grains.Ops.Outbox;

namespace FuelGrains.Grains.Campaigns.Teams;

/// <summary>Adds the outbox messages of a team's changes, to the same commit. A notice's subject names the recipient's order.</summary>
internal sealed class TeamOutboxMessages(GroupTerms group, TeamBook book, TeamBatch batch)
{
    /// <param name="was">Where the team stood before the move, and who led it.</param>
    public void OnOrderMoved(in OrderTransition moved, Team team, TeamStatus was, CustomerId? leader)
    {
        switch (moved.To)
        {
            case OrderStatus.Paid when was == TeamStatus.Completed:
                Deliver(moved.Slot, moved.At);
                break;
            case OrderStatus.Paid:
                Notify(leader == moved.Customer ? "team-opened" : "team-joined", moved.Id, moved.At);
                if (team.Status == TeamStatus.Completed)
                    OnCompleted(team, moved.At);
                else if (team.Size - team.Paid == 1)
                    NotifyPaid(team, "team-one-left", moved.At);
                break;
            case OrderStatus.Refunding when moved.Cause is CloseCause.TeamFailed or CloseCause.Customer:
                Add(OutboxKinds.RefundOrder, $"{moved.Id}", moved.Id, moved.At);
                if (moved.Cause == CloseCause.TeamFailed)
                    Notify("team-failed", moved.Id, moved.At);
                break;
            case OrderStatus.Cancelled when moved.Cause == CloseCause.TeamFailed:
                Notify("team-failed", moved.Id, moved.At);
                break;
            default:
                OrderRule.OutboxMessagesFor(moved, batch.Open.OutboxMessages);
                break;
        }
    }

    public void OnCompleted(Team team, DateTimeOffset at)
    {
        foreach (ref readonly var seat in team.Seats)
            if (seat.Use == SeatUse.Paid)
                Deliver(seat.Order, at);
    }

    // The handler of the reward finds out whether this was the member's first completed team: this shard does not know the others' teams.
    private void Deliver(int order, DateTimeOffset at)
    {
        var (id, customer) = (book.Orders[order].Id, book.Orders[order].Customer);
        Add(OutboxKinds.FulfilOrder, $"{id}", id, at);
        Notify("team-completed", id, at);
        if (group.RewardProductId is not null && book.Seat(order).InvitedBy is not null)
            Add(OutboxKinds.IssueReward, $"reward/{customer}", id, at, $"{id}");
    }

    private void NotifyPaid(Team team, string news, DateTimeOffset at)
    {
        foreach (ref readonly var seat in team.Seats)
            if (seat.Use == SeatUse.Paid)
                Notify(news, book.Orders[seat.Order].Id, at);
    }

    private void Notify(string news, OrderId order, DateTimeOffset at) =>
        Add(OutboxKinds.Notice, $"{news}/{order}", order, at);

    private void Add(string kind, string subject, OrderId order, DateTimeOffset at, string body = "") =>
        batch.Open.OutboxMessages.Add(new(order, Guid.CreateVersion7(at), kind, subject, at, body));
}
