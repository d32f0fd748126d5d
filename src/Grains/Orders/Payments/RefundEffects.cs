using FuelGrains.Grains.Campaigns;
using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Orders.Vouchers;
using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Orders.Payments;

/// <summary>What every accepted refund does beyond its own row.</summary>
internal static class RefundEffects
{
    /// <summary>In the commit that accepts it: its vouchers are gone for good, and it is promised to be sent.</summary>
    public static async Task<bool> SendAsync(LedgerSession session, RefundView refund, DateTimeOffset now)
    {
        await VoucherRefunds.ConfirmAsync(session, refund.OutRefundNo, now);
        return await OutboxRows.AddAsync(session, now, OutboxKinds.SendRefund, refund.OutRefundNo) == 1;
    }

    /// <summary>After that commit. Sending it does the same again, so a crash in between skips nothing.</summary>
    public static async Task FollowAsync(MoneyTools tools, RefundView refund)
    {
        MoneyMetrics.Refund(refund.State, refund.Cause);
        if (refund.State != RefundState.AwaitingApproval)
            await TellOwnerAsync(tools, refund);
        tools.Changed(refund.Customer, refund.Order);
    }

    /// <summary>Once all that was bought goes back, the order is Refunding. False: its owner did not hear of it.</summary>
    public static async Task<bool> TellOwnerAsync(MoneyTools tools, RefundView refund)
    {
        if (refund.Units == 0 || refund.Order is not { } id)
            return true;
        var (order, refunds) = await tools.Ledger.ReadAsync(async session =>
            (await OrderSnapshot.FindAsync(session, id), await RefundRows.OfAsync(session, id))
        );
        if (order is null || refunds.Where(RefundRule.IsGoing).Sum(r => r.Units) < order.Quantity)
            return true;
        return (await tools.Owners.ApplyAsync(order, OrderAction.Refund)).Outcome != TransitionOutcome.Unknown;
    }

    /// <summary>The next number for a refund of the order, or of money that no order knows. Rows are never deleted, so counting them will do.</summary>
    public static async Task<string> NextNumberAsync(LedgerSession session, OrderId? order, string transactionId)
    {
        var refunds = order is { } id
            ? await RefundRows.OfAsync(session, id)
            : await RefundRows.OfPaymentAsync(session, transactionId);
        // Refunds that came by themselves have a number of their payment's, beside the order's.
        return MoneyIds.RefundNo(
            order,
            transactionId,
            1 + refunds.Count(r => order is null || r.OutRefundNo[0] == MoneyIds.OfOrder)
        );
    }

    /// <summary>
    /// How many vouchers of the order its customer has or had, and how many are still held by their own issue: those are the
    /// customer's in a moment, or come to nothing once the order is Refunding.
    /// </summary>
    public static async Task<(int Issued, int Issuing)> IssuedAsync(LedgerSession session, OrderId order)
    {
        var holders = await session
            .Sql("SELECT holder, state FROM vouchers WHERE order_id = @order")
            .With("order", order.Value)
            .ListAsync(r => (Issue: r.TextOrNull(0) == $"issue/{order}", Held: r.Int(1) == 1));
        return (holders.Count(h => !h.Issue), holders.Count(h => h is { Issue: true, Held: true }));
    }
}
