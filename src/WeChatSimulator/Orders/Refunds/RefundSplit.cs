namespace FuelGrains.WeChatSimulator.Orders.Refunds;

/// <summary>
/// Splits a refund between the payer and the coupon (pay.weixin.qq.com/docs/merchant/products/refund/introduction.html, of 2025-06-27): the
/// payer gets refund x paid / total, rounded half up, and a refund of the whole payment returns what the payer paid.
/// </summary>
internal static class RefundSplit
{
    /// <summary>The part of a refund that the payer gets, in fen.</summary>
    /// <param name="leftFen">What no refund has taken yet of the total.</param>
    /// <param name="payerLeftFen">What no refund has taken yet of what the payer paid.</param>
    /// <remarks>
    /// Assumed, because WeChat does not say it: the refund that takes the rest of the payment takes the rest of both parts, so the parts of
    /// all refunds add up to what was paid.
    /// </remarks>
    public static long PayerFen(long totalFen, long payerFen, long leftFen, long payerLeftFen, long refundFen)
    {
        var share = (long)((2 * (Int128)refundFen * payerFen + totalFen) / (2 * (Int128)totalFen));
        return Math.Clamp(share, Math.Max(0, payerLeftFen - (leftFen - refundFen)), Math.Min(payerLeftFen, refundFen));
    }
}
