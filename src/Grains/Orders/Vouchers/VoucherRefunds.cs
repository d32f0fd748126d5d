using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Orders.Vouchers;

/// <summary>
/// What a refund does to an order's vouchers, inside the refund's own transaction: Hold while it is being decided, Confirm when the
/// money is to go back (the voucher is Refunded), Release when the refund is turned down (it is Issued again).
/// </summary>
public static class VoucherRefunds
{
    /// <summary>Vouchers of an order that nobody used or holds, with the price paid for each, in fen.</summary>
    public static Task<ImmutableArray<RefundableVoucher>> UntouchedAsync(LedgerSession session, OrderId order) =>
        session
            .Sql(
                "SELECT id, unit, price_fen FROM vouchers WHERE order_id = @order AND state = 0 AND remaining_ml = volume_ml ORDER BY unit"
            )
            .With("order", order.Value)
            .ListAsync(r => new RefundableVoucher(r.Id(0), r.Int(1), r.Long(2)));

    /// <summary>False: it is not untouched any more; undo the whole transaction.</summary>
    public static async Task<bool> HoldAsync(
        LedgerSession session,
        Guid voucher,
        string outRefundNo,
        DateTimeOffset now
    ) =>
        await session
            .Sql(
                """
                UPDATE vouchers SET state = 1, holder = @holder, changed_at = @now, revision = revision + 1
                WHERE id = @id AND state = 0 AND remaining_ml = volume_ml
                """
            )
            .With("holder", Holder(outRefundNo))
            .With("now", now)
            .With("id", voucher)
            .ExecuteAsync() == 1;

    /// <summary>How many vouchers wait for a refund's decision.</summary>
    public static Task<long> HeldAsync(LedgerSession session, string outRefundNo) =>
        session
            .Sql("SELECT count(*) FROM vouchers WHERE holder = @holder AND state = 1")
            .With("holder", Holder(outRefundNo))
            .FirstAsync(r => r.Long(0));

    public static Task<int> ConfirmAsync(LedgerSession session, string outRefundNo, DateTimeOffset now) =>
        EndAsync(session, outRefundNo, 4, now);

    public static Task<int> ReleaseAsync(LedgerSession session, string outRefundNo, DateTimeOffset now) =>
        EndAsync(session, outRefundNo, 0, now);

    // Released vouchers have no holder; a refunded one keeps the refund's number as its cause.
    private static Task<int> EndAsync(LedgerSession session, string outRefundNo, int state, DateTimeOffset now) =>
        session
            .Sql(
                """
                UPDATE vouchers SET state = @state, holder = CASE WHEN @state = 0 THEN NULL ELSE holder END, changed_at = @now, revision = revision + 1
                WHERE holder = @holder AND state = 1
                """
            )
            .With("state", state)
            .With("now", now)
            .With("holder", Holder(outRefundNo))
            .ExecuteAsync();

    private static string Holder(string outRefundNo) => $"refund/{outRefundNo}";
}

public readonly record struct RefundableVoucher(Guid Id, int Unit, long PriceFen);
