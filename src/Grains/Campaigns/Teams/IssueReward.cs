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
            live.Tell(new(inviter, $"voucher/{voucher}"));
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
        var (now, code) = (time.GetUtcNow(), VoucherCode.New());
        var unit = await session
            .Sql($"{ProductRows.Select} WHERE p.id = @id")
            .With("id", product)
            .FirstAsync(ProductRows.View);
        // Unit -1 of the invited's order: no voucher of the order itself has that id.
        var id = VoucherId.Of(order, -1);
        await session
            .Sql(
                $"""
                INSERT INTO vouchers (id, order_id, unit, customer_id, product_id, title, kind, grade, volume_ml, remaining_ml,
                    value_fen, threshold_fen,
                    price_fen, stations, code_index, code_sealed, state, cause, valid_from, valid_to, issued_at, changed_at, revision)
                VALUES (@id, NULL, 0, @customer, @product, @title, @kind, @grade, @volume, @volume, @value, @threshold,
                    0, @stations, @index, @sealed, {VoucherState.Issued:D}, 1, @now, @validTo, @now, @now, 1)
                """
            )
            .With("id", id.Value)
            .With("customer", inviter.Value)
            .With("product", product)
            .With("title", unit!.Name)
            .With("kind", (int)unit.Unit.Kind)
            .With("grade", unit.Unit.Grade)
            .With("volume", unit.Unit.VolumeMl)
            .With("value", unit.Unit.ValueFen)
            .With("threshold", unit.Unit.ThresholdFen)
            .With("stations", StationList.Text(unit.Unit.Stations))
            .With("index", VoucherIssue.CodeIndex(sealer, code))
            .With("sealed", sealer.Seal(VoucherIssue.CodePlace(id), code))
            .With("now", now)
            .With("validTo", now.AddDays(unit.Unit.ValidDays))
            .ExecuteAsync();
        return id;
    }
}
