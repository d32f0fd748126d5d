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
    public string Kind => OutboxKinds.IssueReward;

    public async Task DeliverAsync(OutboxMessage message, CancellationToken ct)
    {
        var order = OrderId.Parse(message.Body, null);
        var told = await ledger.WriteAsync(
            async session =>
            {
                if (
                    await InviteRewardTable.EarnedAsync(session, order) is not { } reward
                    || !await InviteRewardTable.InsertAsync(session, reward, time.GetUtcNow())
                )
                    return null;
                return ((CustomerId, VoucherId)?)
                    (reward.Inviter, await AddVoucherAsync(session, order, reward.Inviter, reward.Product));
            },
            ct
        );
        if (told is var (inviter, voucher))
            live.Notify(new(inviter, $"voucher/{voucher}"));
    }

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
