using FuelGrains.Load.Checks;

namespace FuelGrains.Load.Money;

/// <summary>What the API shows a customer in the end, order by order.</summary>
/// <param name="State">Null: it shows no such order.</param>
/// <param name="Vouchers">Ids of the order's vouchers.</param>
internal sealed record SeenMoney(Guid Order, OrderState? State, IReadOnlyList<Guid> Vouchers);

/// <summary>The API against the database.</summary>
internal static class ApiMatch
{
    private const string Where = "API";

    public static IEnumerable<Check> Of(Evidence all, IReadOnlyList<SeenMoney> seen)
    {
        yield return Check.None(
            Where,
            "each order stands in the API as in the database",
            [
                .. seen.Where(s => s.State != all.Orders.GetValueOrDefault(s.Order)?.State)
                    .Select(s => $"{s.Order}: {s.State} and {all.Orders.GetValueOrDefault(s.Order)?.State}"),
            ]
        );
        yield return Check.None(
            Where,
            "each customer sees their vouchers, and no others",
            [
                .. seen.Where(s => !s.Vouchers.Order().SequenceEqual(all.VouchersOf(s.Order).Select(v => v.Id).Order()))
                    .Select(s => s.Order),
            ]
        );
    }
}
