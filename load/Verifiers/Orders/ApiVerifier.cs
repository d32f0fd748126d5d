namespace FuelGrains.Load.Verifiers.Orders;

/// <summary>Verifies that the API shows orders and vouchers as the database has them.</summary>
internal static class ApiVerifier
{
    private const string Where = "API";

    public static IEnumerable<Check> Of(PaymentHistory all, IReadOnlyList<ObservedPayment> observed)
    {
        yield return Check.None(
            Where,
            "each order stands in the API as in the database",
            observed
                .Where(s => s.State != all.Orders.GetValueOrDefault(s.Order)?.State)
                .Select(s => $"{s.Order}: {s.State} and {all.Orders.GetValueOrDefault(s.Order)?.State}")
        );
        yield return Check.None(
            Where,
            "each customer sees their vouchers, and no others",
            observed
                .Where(s => !s.Vouchers.Order().SequenceEqual(all.VouchersOf(s.Order).Select(v => v.Id).Order()))
                .Select(s => s.Order)
        );
    }
}
