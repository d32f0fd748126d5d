namespace FuelGrains.Load.Verifiers.Fuel;

/// <summary>Verifies the payments and refunds of fuel orders against WeChat's journal.</summary>
internal static class FuelPaymentVerifier
{
    /// <param name="others">Numbers of payments for vouchers.</param>
    public static IEnumerable<Check> Of(
        WeChatJournal journal,
        IReadOnlyCollection<string> others,
        IReadOnlyList<FuelOrderReply> orders
    )
    {
        var checks = new Checks("WeChat");
        var taken = journal.Payments.ToDictionary(payment => payment.TransactionId);
        var told = orders.SelectMany(order => order.Payments).ToList();
        var known = told.Select(payment => payment.TransactionId).Concat(others).ToHashSet();
        var back = journal
            .Refunds.Where(refund => journal.RefundStatus.GetValueOrDefault(refund.OutRefundNo) == "SUCCESS")
            .ToLookup(refund => refund.TransactionId, refund => refund.RefundFen);
        checks["swallowed = 0: each payment is an order's"] = taken.Keys.Where(payment => !known.Contains(payment));
        checks["invented = 0: each order's payment was made, at its amount"] = told.Where(payment =>
            taken.GetValueOrDefault(payment.TransactionId)?.PaidFen != payment.AmountFen
        );
        checks["no payment is of two orders"] = told.GroupBy(payment => payment.TransactionId)
            .Where(payment => payment.Count() > 1)
            .Select(payment => payment.Key);
        checks["refunded at WeChat = refunded by the order"] = orders
            .Where(order =>
                order.Payments.Sum(payment => back[payment.TransactionId].Sum())
                != order.Refunds.Where(r => r.State == "succeeded").Sum(r => r.AmountFen)
            )
            .Select(order => order.Id);
        checks["no refund beyond its payment"] = taken
            .Values.Where(payment => back[payment.TransactionId].Sum() > payment.PaidFen)
            .Select(payment => payment.TransactionId);
        return checks;
    }
}
