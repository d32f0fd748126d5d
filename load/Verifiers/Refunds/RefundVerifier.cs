namespace FuelGrains.Load.Verifiers.Refunds;

/// <summary>
/// Verifies refunds: journal and rows agree one to one, none is made twice, never more goes back than was paid, and the customer's part
/// and the coupon's part are those that WeChat says.
/// </summary>
internal static class RefundVerifier
{
    public static IEnumerable<Check> Of(PaymentHistory all)
    {
        var checks = new Checks("refunds");
        var rows = all.Rows.Refunds.ToDictionary(r => r.OutRefundNo);
        var told = all.Journal.Refunds.GroupBy(r => r.OutRefundNo).ToDictionary(r => r.Key, r => r.ToList());
        checks["accepted twice = 0: one refund a number in the journal"] = told.Where(r => r.Value.Count > 1)
            .Select(r => r.Key);
        checks["each refund in the journal is one row, of the same payment and amount"] = all
            .Journal.Refunds.Where(r => !Matches(rows.GetValueOrDefault(r.OutRefundNo), r))
            .Select(Name);
        checks["each row that is at its end says what WeChat says"] = all
            .Rows.Refunds.Where(r => Lies(all, r, told.GetValueOrDefault(r.OutRefundNo)?[0]))
            .Select(r => $"{r.OutRefundNo} is {r.State}");
        checks["over-refunded = 0: no payment gave back more than was paid"] = all
            .Journal.Payments.Where(p =>
                all.Journal.RefundsOf(p.TransactionId).Where(r => Counts(all, r)).Sum(r => r.RefundFen) > p.PaidFen
            )
            .Select(p => p.TransactionId);
        checks["each refund that succeeded says which part went back to the payer, as WeChat does"] = all
            .Rows.Refunds.Where(r => r.State == RefundState.Succeeded)
            .Where(r => told.GetValueOrDefault(r.OutRefundNo) is { } by && by[0].PayerFen != r.PayerFen)
            .Select(r => $"{r.OutRefundNo}: {r.PayerFen} of {r.AmountFen}");
        checks["who got all money back got all of the payer's part, and the coupon all of its own"] = WrongParts(all);
        checks["what payments reserved for refunds = their refunds"] = WrongSums(all);
        checks["units an order gave back = units of its refunds"] = WrongUnits(all);
        return checks;
    }

    private static bool Matches(RefundRow? row, JournalRefund told) =>
        row is not null
        && row.State != RefundState.Rejected
        && row.TransactionId == told.TransactionId
        && row.AmountFen == told.RefundFen;

    private static bool Lies(PaymentHistory all, RefundRow row, JournalRefund? told) =>
        row.State switch
        {
            RefundState.Succeeded => told is null || !all.Journal.Succeeded(told),
            RefundState.Rejected => told is not null,
            RefundState.Closed => told is null || all.Journal.StatusOf(row.OutRefundNo) != "CLOSED",
            // The pending verifier finds refunds that are under way.
            _ => false,
        };

    /// <summary>The amount of a CLOSED refund is free again at WeChat.</summary>
    private static bool Counts(PaymentHistory all, JournalRefund refund) =>
        all.Journal.StatusOf(refund.OutRefundNo) != "CLOSED";

    private static IEnumerable<string> WrongSums(PaymentHistory all)
    {
        var sums = all
            .Rows.Refunds.Where(r => r.State is not (RefundState.Rejected or RefundState.Closed))
            .ToLookup(r => r.TransactionId, r => r.AmountFen);
        return all
            .Rows.Payments.Where(p => p.RefundFen != sums[p.TransactionId].Sum())
            .Select(p => $"{p.TransactionId}: reserved {p.RefundFen}, refunds {sums[p.TransactionId].Sum()}");
    }

    private static IEnumerable<string> WrongParts(PaymentHistory all)
    {
        var back = all.Rows.Refunds.Where(r => r.State == RefundState.Succeeded).ToLookup(r => r.TransactionId);
        return all
            .Rows.Payments.Where(p => back[p.TransactionId].Sum(r => r.AmountFen) == p.AmountFen)
            .Where(p => back[p.TransactionId].Sum(r => r.PayerFen) != p.PayerFen)
            .Select(p => $"{p.TransactionId}: the payer paid {p.PayerFen} of {p.AmountFen}");
    }

    private static IEnumerable<string> WrongUnits(PaymentHistory all)
    {
        var kept = all.Rows.Payments.Where(p => p.State == PaymentState.Kept).Select(p => p.TransactionId).ToHashSet();
        var units = all
            .Rows.Refunds.Where(r => r.State == RefundState.Succeeded && kept.Contains(r.TransactionId))
            .ToLookup(r => r.Order, r => r.Units);
        return all
            .Rows.Orders.Where(o => o.Returned != units[o.Id].Sum())
            .Select(o => $"{o.Id}: returned {o.Returned}, refunds {units[o.Id].Sum()}");
    }

    private static string Name(JournalRefund told) =>
        $"{told.OutRefundNo} of {told.TransactionId}, {told.RefundFen} fen";
}
