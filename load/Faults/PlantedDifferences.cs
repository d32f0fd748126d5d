namespace FuelGrains.Load.Faults;

/// <summary>A difference that the product must find.</summary>
/// <param name="Bill"><c>trade</c> or <c>fundFlow</c>.</param>
/// <param name="Number">As the product names it: WeChat's transaction, our refund, or a movement of funds.</param>
internal sealed record PlantedDifference(DateOnly Day, string Bill, string Kind, string Number);

/// <summary>
/// The differences that are planted in the bills of one day, a different kind in each payment. The other rows stay as WeChat's book has
/// them.
/// </summary>
internal sealed record PlantedDifferences(DateOnly Day, BillOrder Order, IReadOnlyList<PlantedDifference> All)
{
    private const long UnknownFen = 700;
    private const long ConsoleFen = 100;
    private const string Fee = "扣除交易手续费";

    private static readonly Func<PlantedDifferences, JournalPayment, PlantedDifferences>[] Plants =
    [
        (so, paid) => so.WithoutPayment(paid),
        (so, paid) => so.WithOtherFee(paid),
        (so, paid) => so.WithConsoleRefund(paid),
        (so, paid) => so.WithOtherAmount(paid),
    ];

    /// <summary>
    /// Chooses what to plant on the day with the most payments: from payments that nobody refunded, and a refund that succeeded. A small
    /// run has too few of them for every kind.
    /// </summary>
    /// <param name="days">At least one.</param>
    public static PlantedDifferences Choose(WeChatJournal journal, IReadOnlyList<DateOnly> days, Merchant merchant)
    {
        var day = days.MaxBy(d => journal.Payments.Count(p => ChinaTime.DayOf(p.At) == d));
        var refunded = journal.Refunds.Select(r => r.TransactionId).ToHashSet();
        var untouched = journal
            .Payments.Where(p => ChinaTime.DayOf(p.At) == day && !refunded.Contains(p.TransactionId))
            .Where(p => p.Currency == "CNY" && p.MerchantId == merchant.Id && p.AppId == merchant.AppId)
            .Where(p => p.PaidFen > ConsoleFen);
        var unknown = new UnknownPayment("load-elsewhere", $"4200{day:yyyyMMdd}0000000000000000", UnknownFen);
        var planted = new PlantedDifferences(day, new() { UnknownPayments = [unknown] }, [])
            .Found(BillHistory.Trade, "paidThereUnknownHere", unknown.TransactionId)
            .Found(BillHistory.FundFlow, "flowUnknownHere", Flow("交易", unknown.TransactionId))
            .Found(BillHistory.FundFlow, "flowUnknownHere", Flow(Fee, unknown.TransactionId));
        // Near midnight the product does not look for a refund: its clock may not be WeChat's.
        var refund = journal.Refunds.FirstOrDefault(r =>
            journal.Succeeded(r) && ChinaTime.DayOf(r.At) == day && ChinaTime.IsFarFromMidnight(r.At)
        );
        if (refund is not null)
            planted = planted.WithoutRefund(refund);
        return untouched.Zip(Plants).Aggregate(planted, (so, next) => next.Second(so, next.First));
    }

    private PlantedDifferences WithoutRefund(JournalRefund refund) =>
        (this with { Order = Order with { Missing = [.. Order.Missing, refund.OutRefundNo] } }).Found(
            BillHistory.Trade,
            "refundMissingThere",
            refund.OutRefundNo
        );

    private PlantedDifferences WithoutPayment(JournalPayment paid) =>
        (this with { Order = Order with { Missing = [.. Order.Missing, paid.OutTradeNo] } }).Found(
            BillHistory.Trade,
            "paymentMissingThere",
            paid.TransactionId
        );

    private PlantedDifferences WithOtherFee(JournalPayment paid)
    {
        var fees = new Dictionary<string, decimal> { [paid.OutTradeNo] = (ExpectedBill.Fee(paid.PaidFen) + 1) / 100m };
        return (this with { Order = Order with { Fees = fees } })
            .Found(BillHistory.Trade, "feeOther", paid.TransactionId)
            .Found(BillHistory.FundFlow, "flowAmountOther", Flow(Fee, paid.TransactionId));
    }

    private PlantedDifferences WithConsoleRefund(JournalPayment paid)
    {
        var refund = new ConsoleRefund(paid.OutTradeNo, "load-console", ConsoleFen);
        return (this with { Order = Order with { ConsoleRefunds = [refund] } })
            .Found(BillHistory.Trade, "refundedThereUnknownHere", refund.OutRefundNo)
            .Found(
                BillHistory.FundFlow,
                "flowUnknownHere",
                Flow("退款", $"5030{refund.OutRefundNo}", paid.TransactionId)
            );
    }

    private PlantedDifferences WithOtherAmount(JournalPayment paid)
    {
        var other = paid.PaidFen + 1;
        var amounts = new Dictionary<string, long> { [paid.OutTradeNo] = other };
        var planted = (this with { Order = Order with { Amounts = amounts } })
            .Found(BillHistory.Trade, "paymentAmountOther", paid.TransactionId)
            .Found(BillHistory.FundFlow, "flowAmountOther", Flow("交易", paid.TransactionId));
        // The row keeps its fee, which may be another one than that of the other amount.
        return ExpectedBill.Fee(other) == ExpectedBill.Fee(paid.PaidFen)
            ? planted
            : planted.Found(BillHistory.Trade, "feeOther", paid.TransactionId);
    }

    private PlantedDifferences Found(string bill, string kind, string number) =>
        this with
        {
            All = [.. All, new(Day, bill, kind, number)],
        };

    private static string Flow(string type, string transactionId) => Flow(type, transactionId, transactionId);

    private static string Flow(string type, string businessNo, string flowNo) => $"{type}/{businessNo}/{flowNo}";
}
