using System.Security.Cryptography;

namespace FuelGrains.WeChatSimulator.Orders;

/// <summary>
/// A coupon of WeChat that paid a part of a payment, or all of it: the payer pays so much less. A prepaid coupon (CASH) reaches the
/// merchant as money; one of the merchant's own (NOCASH) does not.
/// </summary>
internal sealed record Coupon(string CouponId, string StockId, string Name, long AmountFen, string Type)
{
    public const string Cash = "CASH";
    public const string NoCash = "NOCASH";

    public static bool IsType(string? type) => type is null or Cash or NoCash;

    public static Coupon Of(long amountFen, string type) =>
        new(
            RandomNumberGenerator.GetString("0123456789", 12),
            "15646701",
            type == Cash ? "微信支付加油券" : "加油满减券",
            amountFen,
            type
        );

    /// <summary>The part of the coupon that the merchant bears, and that is not paid out to the merchant.</summary>
    public long UnsettledFen => Type == NoCash ? AmountFen : 0;
}

/// <summary>Which payments get a coupon: a share of them, and another share is paid wholly by one.</summary>
internal sealed class CouponPlan
{
    private volatile Plan _plan = new(0, 0, 0, Coupon.Cash);

    public void Set(double share, double wholeShare, long couponFen, string type) =>
        _plan = new(share, wholeShare, couponFen, type);

    public Coupon? Draw(long totalFen)
    {
        var plan = _plan;
        var lot = Random.Shared.NextDouble();
        return lot < plan.WholeShare ? Coupon.Of(totalFen, plan.Type)
            : lot < plan.WholeShare + plan.Share ? Coupon.Of(Math.Min(plan.CouponFen, totalFen), plan.Type)
            : null;
    }

    private sealed record Plan(double Share, double WholeShare, long CouponFen, string Type);
}
