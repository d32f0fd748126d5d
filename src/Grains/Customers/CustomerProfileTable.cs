using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Customers;

/// <summary>The table of customers' profiles: what others see of a customer, with consent, and the size of the customer's tank.</summary>
internal static class CustomerProfileTable
{
    private const string Columns = "nickname, avatar, consent, tank_litres";

    // The tank is the customer's own affair: consent to show a name changes nothing about it.
    private static readonly RowColumns<(CustomerProfile Profile, DateTimeOffset Now)> Shown = new(
        ("nickname", p => p.Profile.Nickname),
        ("avatar", p => p.Profile.Avatar),
        ("consent", p => p.Profile.Consent ? 1 : 0),
        ("updated_at", p => p.Now)
    );

    private static readonly RowColumns<(int? Litres, DateTimeOffset Now)> Tank = new(
        ("tank_litres", t => t.Litres),
        ("updated_at", t => t.Now)
    );

    public static Task<CustomerProfile?> FindAsync(LedgerSession session, CustomerId customer) =>
        session
            .Sql($"SELECT {Columns} FROM customer_profiles WHERE customer_id = @customer")
            .With("customer", customer.Value)
            .FirstAsync(Read);

    public static Task<int> SetShownAsync(
        LedgerSession session,
        CustomerId customer,
        CustomerProfile profile,
        DateTimeOffset now
    ) =>
        Shown
            .Bind(
                session.Sql(
                    $"""
                    INSERT INTO customer_profiles (customer_id, {Shown.Names}) VALUES (@customer, {Shown.Parameters})
                    ON CONFLICT (customer_id) DO UPDATE SET {Shown.Replacements}
                    """
                ),
                (profile, now)
            )
            .With("customer", customer.Value)
            .ExecuteAsync();

    public static Task<int> SetTankAsync(LedgerSession session, CustomerId customer, int? litres, DateTimeOffset now) =>
        Tank.Bind(
                session.Sql(
                    $"""
                    INSERT INTO customer_profiles (customer_id, consent, {Tank.Names}) VALUES (@customer, 0, {Tank.Parameters})
                    ON CONFLICT (customer_id) DO UPDATE SET {Tank.Replacements}
                    """
                ),
                (litres, now)
            )
            .With("customer", customer.Value)
            .ExecuteAsync();

    private static CustomerProfile Read(LedgerRow r) =>
        new(r.TextOrNull(0), r.TextOrNull(1), r.Int(2) == 1, r.IntOrNull(3));
}
