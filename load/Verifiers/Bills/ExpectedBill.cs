namespace FuelGrains.Load.Verifiers.Bills;

/// <summary>The bills of a day as they follow from WeChat's journal and from what was planted.</summary>
internal sealed class ExpectedBill
{
    /// <summary>The agreed fee of 0.6 %.</summary>
    private const decimal Rate = 0.006m;

    private readonly List<Row> _rows;

    private ExpectedBill(DateOnly day, List<Row> rows) => (Day, _rows) = (day, rows);

    public DateOnly Day { get; }

    private IEnumerable<Row> Paid => _rows.Where(r => !r.IsRefund);
    private IEnumerable<Row> Back => _rows.Where(r => r.IsRefund);

    public (long Count, long Fen) Payments => (Paid.LongCount(), Paid.Sum(r => r.Fen));
    public (long Count, long Fen) Refunds => (Back.LongCount(), Back.Sum(r => r.Fen));
    public long FeeFen => _rows.Sum(r => r.FeeFen);

    /// <summary>A payment and its fee are two movements of funds; a refund is one, less the fee that it returns.</summary>
    public long Rows(string kind) =>
        kind == BillHistory.Trade ? _rows.Count : _rows.Count + Paid.LongCount(r => r.FeeFen > 0);

    /// <summary>WeChat's fee of an amount, rounded half up to the fen.</summary>
    public static long Fee(long fen) => (long)Math.Round(fen * Rate, MidpointRounding.AwayFromZero);

    public static ExpectedBill Of(DateOnly day, WeChatJournal journal, PlantedDifferences planted)
    {
        var order = planted.Day == day ? planted.Order : new();
        var refunds = journal.Refunds.ToLookup(r => r.TransactionId);
        var console = order.ConsoleRefunds.ToLookup(c => c.OutTradeNo);
        var rows = new List<Row>();
        foreach (var paid in journal.Payments)
        {
            if (ChinaTime.DayOf(paid.At) == day)
                rows.Add(new(paid.OutTradeNo, false, paid.PaidFen, Fee(paid.PaidFen)));
            var left = paid.PaidFen;
            foreach (var refund in refunds[paid.TransactionId])
                left = Refund(left, refund.OutRefundNo, refund.RefundFen, ChinaTime.DayOf(refund.At) == day);
            foreach (var refund in console[paid.OutTradeNo])
                left = Refund(left, refund.OutRefundNo, refund.AmountFen, true);
        }
        rows.AddRange(order.UnknownPayments.Select(u => new Row(u.OutTradeNo, false, u.AmountFen, Fee(u.AmountFen))));
        rows.RemoveAll(r => order.Missing.Contains(r.Number));
        return new(day, [.. rows.Select(r => Bent(r, order))]);

        // WeChat charges its fee for what is left, so a refund returns the difference of two fees.
        long Refund(long left, string number, long fen, bool isOfDay)
        {
            if (isOfDay)
                rows.Add(new(number, true, fen, Fee(left - fen) - Fee(left)));
            return left - fen;
        }
    }

    private static Row Bent(Row row, BillOrder order) =>
        row with
        {
            Fen = order.Amounts.TryGetValue(row.Number, out var fen) ? fen : row.Fen,
            FeeFen = order.Fees.TryGetValue(row.Number, out var yuan) ? (long)(yuan * 100) : row.FeeFen,
        };

    /// <param name="FeeFen">Negative for a refund.</param>
    private sealed record Row(string Number, bool IsRefund, long Fen, long FeeFen);
}
