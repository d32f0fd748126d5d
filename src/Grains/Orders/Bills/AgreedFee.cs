using FuelGrains.Grains.Orders.Bills.Files;

namespace FuelGrains.Grains.Orders.Bills;

/// <summary>
/// The fee that the merchant has agreed with WeChat. WeChat rounds half up to the fen, and after a refund charges for what is left: so
/// the fee that a refund returns is the difference of two rounded fees.
/// </summary>
internal static class AgreedFee
{
    private const int Whole = 10_000;

    /// <summary>The fee of a payment, in fen.</summary>
    public static long OfFen(long settledFen, int basisPoints) => (settledFen * basisPoints + Whole / 2) / Whole;

    /// <summary>Whether the fee of a payment is the agreed one, rounded to the fen or not rounded at all.</summary>
    /// <param name="fee">In thousandths of a fen.</param>
    public static bool IsOfPayment(long settledFen, long fee, int basisPoints) =>
        fee == OfFen(settledFen, basisPoints) * BillMoney.PerFen
        || fee * Whole == settledFen * basisPoints * BillMoney.PerFen;

    /// <summary>Whether a refund returns the agreed fee. Two roundings differ from the exact fee by at most a fen.</summary>
    /// <param name="returned">In thousandths of a fen, positive.</param>
    public static bool IsOfRefund(long settledFen, long returned, int basisPoints) =>
        Math.Abs(returned * Whole - settledFen * basisPoints * BillMoney.PerFen) <= Whole * BillMoney.PerFen;
}
