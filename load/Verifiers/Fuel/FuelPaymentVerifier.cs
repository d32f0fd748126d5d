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
        checks["released = kept: WeChat was told once of each fulfilled order that keeps money"] = Unreported(
            journal,
            orders
        );
        var unfulfilled = orders.Where(order => !order.IsFulfilled).SelectMany(order => order.Payments);
        checks["released too soon = 0: WeChat was told of no order that is not fulfilled"] = unfulfilled
            .Select(p => p.TransactionId)
            .Where(id => journal.Shippings.Any(s => s.TransactionId == id));
        return checks;
    }

    /// <summary>Fulfilled orders whose money WeChat still holds, or of which it was told twice.</summary>
    public static IEnumerable<Guid> Unreported(WeChatJournal journal, IReadOnlyList<FuelOrderReply> orders)
    {
        var reports = journal.Shippings.ToLookup(s => s.TransactionId);
        return orders
            .Where(order => order.IsFulfilled && order.KeptFen > 0)
            .Where(order => order.Payments.Sum(p => reports[p.TransactionId].Count()) != 1)
            .Select(order => order.Id);
    }
}
