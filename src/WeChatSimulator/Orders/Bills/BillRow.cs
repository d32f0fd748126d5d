namespace FuelGrains.WeChatSimulator.Orders.Bills;

/// <summary>A payment or an accepted refund, as both bills list it.</summary>
/// <param name="Fee">In yuan; negative for a refund.</param>
internal sealed record BillRow(
    DateTimeOffset At,
    string AppId,
    string MerchantId,
    string TransactionId,
    string OutTradeNo,
    string OpenId,
    string? RefundId,
    string? OutRefundNo,
    long AmountFen,
    string Currency,
    string Goods,
    decimal Fee
)
{
    public bool IsRefund => OutRefundNo is not null;

    /// <summary>The number by which a test names the row.</summary>
    public string Number => OutRefundNo ?? OutTradeNo;
}

/// <summary>The rows of a day: of the book, with what a test ordered.</summary>
internal static class BillRows
{
    private const decimal Rate = 0.006m;
    private static readonly TimeSpan China = TimeSpan.FromHours(8);

    /// <summary>WeChat's day, which is China's.</summary>
    public static DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(at.ToOffset(China).DateTime);

    /// <summary>WeChat's fee in yuan: 0.6 %, rounded half up to the fen.</summary>
    public static decimal Fee(long amountFen) => Math.Round(amountFen * Rate, MidpointRounding.AwayFromZero) / 100;

    /// <summary>Callers hold the lock of the TradeBook.</summary>
    public static List<BillRow> Of(DateOnly day, IEnumerable<Trade> trades, BillOrder order)
    {
        var rows = new List<BillRow>();
        foreach (var trade in trades.Where(t => t.Payment is not null))
        {
            var left = trade.Payment!.PaidFen;
            if (DayOf(trade.Payment.At) == day)
                rows.Add(Payment(trade, trade.Payment));
            foreach (var refund in trade.Refunds.OrderBy(r => r.At))
            {
                if (DayOf(refund.At) == day)
                    rows.Add(RefundOf(trade, refund.RefundId, refund.OutRefundNo, refund.RefundFen, refund.At, left));
                left -= refund.RefundFen;
            }
            foreach (var console in order.ConsoleRefunds.Where(c => c.OutTradeNo == trade.OutTradeNo))
            {
                var id = $"5030{console.OutRefundNo}";
                rows.Add(RefundOf(trade, id, console.OutRefundNo, console.AmountFen, LastOf(day), left));
                left -= console.AmountFen;
            }
        }
        var us = rows.Count > 0 ? (rows[0].AppId, rows[0].MerchantId) : ("", "");
        rows.AddRange(order.UnknownPayments.Select(u => Unknown(u, day, us)));
        rows.RemoveAll(r => order.Missing.Contains(r.Number));
        return [.. rows.Select(r => Bent(r, order)).OrderBy(r => r.At).ThenBy(r => r.Number, StringComparer.Ordinal)];
    }

    private static BillRow Payment(Trade trade, Payment paid) =>
        new(
            paid.At,
            paid.AppId,
            paid.MerchantId,
            paid.TransactionId,
            trade.OutTradeNo,
            trade.Ask.OpenId,
            null,
            null,
            paid.PaidFen,
            paid.Currency,
            trade.Ask.Description,
            Fee(paid.PaidFen)
        );

    // WeChat charges its fee for what is left, so a refund returns the difference of two fees.
    private static BillRow RefundOf(Trade trade, string id, string number, long fen, DateTimeOffset at, long left) =>
        Payment(trade, trade.Payment!) with
        {
            At = at,
            RefundId = id,
            OutRefundNo = number,
            AmountFen = fen,
            Fee = Fee(left - fen) - Fee(left),
        };

    private static BillRow Unknown(UnknownPayment unknown, DateOnly day, (string AppId, string MerchantId) us) =>
        new(
            LastOf(day),
            us.AppId,
            us.MerchantId,
            unknown.TransactionId,
            unknown.OutTradeNo,
            "sim-nobody",
            null,
            null,
            unknown.AmountFen,
            "CNY",
            "unknown",
            Fee(unknown.AmountFen)
        );

    private static BillRow Bent(BillRow row, BillOrder order) =>
        row with
        {
            Fee = order.Fees.TryGetValue(row.Number, out var fee) ? fee : row.Fee,
            AmountFen = order.Amounts.TryGetValue(row.Number, out var amount) ? amount : row.AmountFen,
            Goods = order.Goods ?? row.Goods,
        };

    private static DateTimeOffset LastOf(DateOnly day) => new(day.ToDateTime(new TimeOnly(23, 59, 59)), China);
}
