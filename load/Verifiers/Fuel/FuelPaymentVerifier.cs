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
        var taken = journal.Payments.ToDictionary(p => p.TransactionId);
        var told = orders.SelectMany(order => order.Payments).ToList();
        var known = told.Select(p => p.TransactionId).Concat(others).ToHashSet();
        checks["swallowed = 0: each payment is an order's"] = taken.Keys.Where(p => !known.Contains(p));
        checks["invented = 0: each order's payment was made, at its amount"] = told.Where(p =>
            taken.GetValueOrDefault(p.TransactionId)?.PaidFen != p.AmountFen
        );
        checks["no payment is of two orders"] = told.Repeated(p => p.TransactionId);
        checks["refunded at WeChat = refunded by the order"] = orders
            .Where(order =>
                order.Payments.Sum(p => journal.Refunded(p.TransactionId))
                != order.Refunds.Where(r => r.State == "succeeded").Sum(r => r.AmountFen)
            )
            .Select(order => order.Id);
        checks["no refund beyond its payment"] = taken
            .Values.Where(p => journal.Refunded(p.TransactionId) > p.PaidFen)
            .Select(p => p.TransactionId);
        return checks;
    }
}
