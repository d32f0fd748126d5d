using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Campaigns.Teams;

/// <summary>The table of rewards for invitations: one row for each invited customer, so that the inviter is rewarded once.</summary>
internal static class InviteRewardTable
{
    private const string EarnedColumns = "o.customer_id, o.invited_by, o.id, g.reward_product_id";

    // The earlier team is the one that ended earlier; of two that ended in one millisecond, the one whose id is less.
    private static readonly string SelectEarned = $"""
        SELECT {EarnedColumns}
        FROM orders o JOIN teams t ON t.id = o.team_id JOIN group_terms g ON g.campaign_id = o.campaign_id
        WHERE o.id = @order AND t.status = {TeamStatus.Completed:D} AND o.invited_by IS NOT NULL AND g.reward_product_id IS NOT NULL
          AND NOT EXISTS (
            SELECT 1 FROM orders e JOIN teams f ON f.id = e.team_id
            WHERE e.customer_id = o.customer_id AND e.seat > 0 AND e.paid_at IS NOT NULL AND f.status = {TeamStatus.Completed:D}
              AND (f.ended_at < t.ended_at OR (f.ended_at = t.ended_at AND f.id < t.id)))
        """;

    private static readonly RowColumns<(InviteReward Reward, DateTimeOffset Now)> Row = new(
        ("invited_id", r => r.Reward.Invited.Value),
        ("inviter_id", r => r.Reward.Inviter.Value),
        ("order_id", r => r.Reward.Order.Value),
        ("product_id", r => r.Reward.Product),
        ("at", r => r.Now)
    );

    /// <summary>The reward that the order of an invited member earns; null when there is none, or an earlier team earned it.</summary>
    public static Task<InviteReward?> EarnedAsync(LedgerSession session, OrderId order) =>
        session.Sql(SelectEarned).With("order", order.Value).FirstAsync(Read);

    /// <summary>False: the invited customer has earned a reward before.</summary>
    public static async Task<bool> InsertAsync(LedgerSession session, InviteReward reward, DateTimeOffset now) =>
        await Row.Bind(
                session.Sql(
                    $"INSERT INTO invite_rewards ({Row.Names}) VALUES ({Row.Parameters}) ON CONFLICT (invited_id) DO NOTHING"
                ),
                (reward, now)
            )
            .ExecuteAsync() == 1;

    private static InviteReward Read(LedgerRow r) => new(new(r.Id(0)), new(r.Id(1)), new(r.Id(2)), r.Id(3));
}

/// <param name="Order">The invited customer's order.</param>
internal sealed record InviteReward(CustomerId Invited, CustomerId Inviter, OrderId Order, Guid Product);
