using FuelGrains.GrainInterfaces.Orders.Vouchers;
using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Orders.Vouchers;

/// <summary>
/// The vouchers of a refund, changed inside the refund's own transaction: Hold while the refund awaits approval, Confirm when the money
/// is about to be sent (the voucher is Refunded), Release when staff reject the refund (the voucher is Issued again).
/// </summary>
internal static class VoucherRefunds
{
    /// <exception cref="LedgerRefusedException">A voucher is not untouched any more; the exception must undo the whole
    /// transaction.</exception>
    public static async Task HoldAsync(
        LedgerSession session,
        ImmutableArray<RefundableVoucher> vouchers,
        string outRefundNo,
        DateTimeOffset now
    )
    {
        foreach (var voucher in vouchers)
            if (!await VoucherTable.HoldUntouchedAsync(session, voucher.Id, Holder(outRefundNo), now))
                throw new LedgerRefusedException("A voucher was touched.");
    }

    /// <summary>How many vouchers the refund holds until it is decided.</summary>
    public static Task<long> CountHeldAsync(LedgerSession session, string outRefundNo) =>
        VoucherQueries.CountHeldByAsync(session, Holder(outRefundNo));

    public static Task<ImmutableArray<VoucherId>> ConfirmAsync(
        LedgerSession session,
        string outRefundNo,
        DateTimeOffset now
    ) => VoucherTable.EndHoldAsync(session, Holder(outRefundNo), VoucherState.Refunded, now);

    public static Task<ImmutableArray<VoucherId>> ReleaseAsync(
        LedgerSession session,
        string outRefundNo,
        DateTimeOffset now
    ) => VoucherTable.EndHoldAsync(session, Holder(outRefundNo), VoucherState.Issued, now);

    internal static string Holder(string outRefundNo) => $"refund/{outRefundNo}";
}
