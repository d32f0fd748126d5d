namespace FuelGrains.Load.Verifiers.Orders;

/// <summary>Verifies that the API shows orders and vouchers as the database has them.</summary>
internal static class ApiVerifier
{
    public static IEnumerable<Check> Of(PaymentHistory all, IReadOnlyList<ObservedPayment> observed)
    {
        var checks = new Checks("API");
        checks["each order stands in the API as in the database"] = observed
            .Where(s => s.State != all.Order(s.Order)?.State)
            .Select(s => $"{s.Order}: {s.State} and {all.Order(s.Order)?.State}");
        checks["each customer sees their vouchers, and no others"] = observed
            .Where(s => !s.Vouchers.Order().SequenceEqual(all.VouchersOf(s.Order).Select(v => v.Id).Order()))
            .Select(s => s.Order);
        return checks;
    }
}
