using FuelGrains.GrainInterfaces.Orders.Vouchers;
using FuelGrains.Grains.Live;
using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Orders.Vouchers;
using FuelGrains.Grains.Stations;
using FuelGrains.Grains.Storage;
using FuelGrains.Grains.Storage.Sealing;

namespace FuelGrains.Grains.Campaigns.Teams;

/// <summary>
/// Rewards inviters: when a team is complete and a member of it was invited, and this is the member's first completed team, the
/// inviter gets the campaign's reward. A row per invited customer makes the reward happen once, even if the message comes twice.
/// </summary>
public sealed class IssueReward(LedgerDatabase ledger, Sealer sealer, LiveNodes live, TimeProvider time)
    : IOutboxHandler
{
    // The earlier team is the one that ended earlier; of two that ended in one millisecond, the one whose id is less.
    private static readonly string Invited = $"""
        SELECT o.customer_id, o.invited_by, g.reward_product_id
        FROM orders o JOIN teams t ON t.id = o.team_id JOIN group_terms g ON g.campaign_id = o.campaign_id
        WHERE o.id = @order AND t.status = {TeamStatus.Completed:D} AND o.invited_by IS NOT NULL AND g.reward_product_id IS NOT NULL
          AND NOT EXISTS (
            SELECT 1 FROM orders e JOIN teams f ON f.id = e.team_id
            WHERE e.customer_id = o.customer_id AND e.seat > 0 AND e.paid_at IS NOT NULL AND f.status = {TeamStatus.Completed:D}
              AND (f.ended_at < t.ended_at OR (f.ended_at = t.ended_at AND f.id < t.id)))
        """;

    public string Kind => OutboxKinds.IssueReward;

    public async Task DeliverAsync(OutboxMessage message, CancellationToken ct)
    {
        var order = OrderId.Parse(message.Body, null);
        var told = await ledger.WriteAsync(
            async session =>
            {
                var earned = await session
                    .Sql(Invited)
                    .With("order", order.Value)
                    .FirstAsync(r =>
                        ((CustomerId Invited, CustomerId Inviter, Guid Product)?)(new(r.Id(0)), new(r.Id(1)), r.Id(2))
                    );
                if (earned is not { } reward || !await ClaimAsync(session, reward, order))
                    return null;
                return ((CustomerId, VoucherId)?)
                    (reward.Inviter, await AddVoucherAsync(session, order, reward.Inviter, reward.Product));
            },
            ct
        );
        if (told is var (inviter, voucher))
            live.Notify(new(inviter, $"voucher/{voucher}"));
    }

    private async Task<bool> ClaimAsync(
        LedgerSession session,
        (CustomerId Invited, CustomerId Inviter, Guid Product) reward,
        OrderId order
    ) =>
        await session
            .Sql(
                """
                INSERT INTO invite_rewards (invited_id, inviter_id, order_id, product_id, at)
                VALUES (@invited, @inviter, @order, @product, @now)
                ON CONFLICT (invited_id) DO NOTHING
                """
            )
            .With("invited", reward.Invited.Value)
            .With("inviter", reward.Inviter.Value)
            .With("order", order.Value)
            .With("product", reward.Product)
            .With("now", time.GetUtcNow())
            .ExecuteAsync() == 1;

    private async Task<VoucherId> AddVoucherAsync(
        LedgerSession session,
        OrderId order,
        CustomerId inviter,
        Guid product
    )
    {
        var found = await session
            .Sql($"{ProductTable.Select} WHERE p.id = @id")
            .With("id", product)
            .FirstAsync(ProductTable.Read);
        // Unit -1 gives an id that no voucher of the order itself has.
        var id = VoucherId.Of(order, -1);
        var inserted = await VoucherTable.InsertAsync(
            session,
            new()
            {
                Id = id,
                Customer = inviter,
                Product = found!,
                Cause = VoucherCause.InviteReward,
            },
            sealer,
            time.GetUtcNow()
        );
        return inserted == 1
            ? id
            : throw new InvalidOperationException($"The reward voucher {id} of order {order} exists already.");
    }
}
