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
            amount = Amount(refund),
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
                payer_total = paid.PaidFen,
                currency = paid.Currency,
                payer_currency = paid.Currency,
            },
        };

    private static object Amount(Refund refund) =>
        new
        {
            total = refund.Trade.Payment!.PaidFen,
            refund = refund.RefundFen,
            payer_total = refund.Trade.Payment.PaidFen,
            payer_refund = refund.RefundFen,
            settlement_refund = refund.RefundFen,
            settlement_total = refund.Trade.Payment.PaidFen,
            discount_refund = 0,
            currency = refund.Trade.Payment.Currency,
        };
}
