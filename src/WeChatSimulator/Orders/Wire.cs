using System.Globalization;

namespace FuelGrains.WeChatSimulator.Orders;

/// <summary>Writes payments and refunds in WeChat's own words. Callers hold the lock of the TradeBook.</summary>
internal static class Wire
{
    /// <param name="stale">True: the answer is NOTPAY whatever happened, as from a lagging replica.</param>
    public static object Trade(Trade trade, string merchantId, string appId, bool stale = false)
    {
        if (trade.Payment is not { } paid || stale)
            return new
            {
                mchid = merchantId,
                appid = appId,
                out_trade_no = trade.OutTradeNo,
                trade_state = stale ? "NOTPAY" : trade.State,
                trade_state_desc = stale ? "NOTPAY" : trade.State,
                amount = new { total = trade.Ask.AmountFen, currency = "CNY" },
                payer = new { openid = trade.Ask.OpenId },
            };
        return Paid(trade, paid, trade.State);
    }

    /// <summary>The resource of a payment's callback: SUCCESS, whatever happened afterwards.</summary>
    public static object PaidNotification(Trade trade) => Paid(trade, trade.Payment!, "SUCCESS");

    public static object Refund(Refund refund, bool stale = false) =>
        new
        {
            refund_id = refund.RefundId,
            out_refund_no = refund.OutRefundNo,
            transaction_id = refund.Trade.Payment!.TransactionId,
            out_trade_no = refund.Trade.OutTradeNo,
            channel = "ORIGINAL",
            user_received_account = "支付用户零钱",
            success_time = !stale && refund.Status == "SUCCESS" ? Time(refund.EndedAt!.Value) : null,
            create_time = Time(refund.At),
            status = stale ? "PROCESSING" : refund.Status,
            funds_account = "AVAILABLE",
            amount = Amount(refund),
            promotion_detail = RefundPromotions(refund),
        };

    public static object RefundNotification(Refund refund, string merchantId) =>
        new
        {
            mchid = merchantId,
            transaction_id = refund.Trade.Payment!.TransactionId,
            out_trade_no = refund.Trade.OutTradeNo,
            refund_id = refund.RefundId,
            out_refund_no = refund.OutRefundNo,
            refund_status = refund.Status,
            success_time = refund.Status == "SUCCESS" ? Time(refund.EndedAt!.Value) : null,
            user_received_account = "支付用户零钱",
            amount = new
            {
                total = refund.Trade.Payment.PaidFen,
                refund = refund.RefundFen,
                payer_total = refund.Trade.Payment.PayerFen,
                payer_refund = refund.PayerFen,
            },
        };

    /// <summary>Formats a time as WeChat does: RFC 3339 in China's time, to the second.</summary>
    public static string Time(DateTimeOffset at) =>
        at.ToOffset(TimeSpan.FromHours(8)).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    private static object Paid(Trade trade, Payment paid, string state) =>
        new
        {
            mchid = paid.MerchantId,
            appid = paid.AppId,
            out_trade_no = trade.OutTradeNo,
            transaction_id = paid.TransactionId,
            trade_type = "JSAPI",
            trade_state = state,
            trade_state_desc = state,
            bank_type = "OTHERS",
            attach = trade.Ask.Attach,
            success_time = Time(paid.At),
            payer = new { openid = trade.Ask.OpenId },
            amount = new
            {
                total = paid.PaidFen,
                payer_total = paid.PayerFen,
                currency = paid.Currency,
                payer_currency = paid.Currency,
            },
            promotion_detail = Promotions(paid),
        };

    private static object[]? Promotions(Payment paid) =>
        paid.Coupon is not { } coupon
            ? null
            :
            [
                new
                {
                    coupon_id = coupon.CouponId,
                    name = coupon.Name,
                    scope = "GLOBAL",
                    type = coupon.Type,
                    amount = coupon.AmountFen,
                    stock_id = coupon.StockId,
                    wechatpay_contribute = coupon.AmountFen - coupon.UnsettledFen,
                    merchant_contribute = coupon.UnsettledFen,
                    other_contribute = 0,
                    currency = paid.Currency,
                },
            ];

    private static object[]? RefundPromotions(Refund refund) =>
        refund.Trade.Payment!.Coupon is not { } coupon
            ? null
            :
            [
                new
                {
                    promotion_id = coupon.CouponId,
                    scope = "GLOBAL",
                    type = coupon.Type == Coupon.Cash ? "COUPON" : "DISCOUNT",
                    amount = coupon.AmountFen,
                    refund_amount = refund.RefundFen - refund.PayerFen,
                },
            ];

    private static object Amount(Refund refund)
    {
        var paid = refund.Trade.Payment!;
        var discount = refund.RefundFen - refund.PayerFen;
        return new
        {
            total = paid.PaidFen,
            refund = refund.RefundFen,
            payer_total = paid.PayerFen,
            payer_refund = refund.PayerFen,
            settlement_refund = paid.Coupon?.Type == Coupon.NoCash ? refund.PayerFen : refund.RefundFen,
            settlement_total = paid.PaidFen - (paid.Coupon?.UnsettledFen ?? 0),
            discount_refund = discount,
            currency = paid.Currency,
        };
    }
}
