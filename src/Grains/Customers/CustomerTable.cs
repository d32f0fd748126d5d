using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Customers;

/// <summary>The table of customers. An openid is sealed for its row, and a keyed hash finds it.</summary>
internal static class CustomerTable
{
    public const string Name = "customers";
    public const string SealedColumn = "openid_sealed";

    private static readonly RowColumns<NewCustomer> Row = new(
        ("id", c => c.Id.Value),
        ("openid_index", c => c.OpenIdIndex),
        (SealedColumn, c => c.OpenIdSealed),
        ("created_at", c => c.CreatedAt)
    );

    /// <summary>Inserts a customer, unless the openid has one.</summary>
    public static Task<int> InsertAsync(LedgerSession session, NewCustomer customer) =>
        Row.Bind(
                session.Sql(
                    $"INSERT INTO customers ({Row.Names}) VALUES ({Row.Parameters}) ON CONFLICT (openid_index) DO NOTHING"
                ),
                customer
            )
            .ExecuteAsync();

    public static Task<CustomerId?> FindAsync(LedgerSession session, Guid openIdIndex) =>
        session
            .Sql("SELECT id FROM customers WHERE openid_index = @index")
            .With("index", openIdIndex)
            .FirstAsync(r => (CustomerId?)new CustomerId(r.Id(0)));

    /// <summary>The sealed openid; null for an unknown customer.</summary>
    public static Task<string?> SealedOpenIdAsync(LedgerSession session, CustomerId customer) =>
        session
            .Sql($"SELECT {SealedColumn} FROM customers WHERE id = @id")
            .With("id", customer.Value)
            .FirstAsync(r => r.Text(0));
}

internal readonly record struct NewCustomer(
    CustomerId Id,
    Guid OpenIdIndex,
    string OpenIdSealed,
    DateTimeOffset CreatedAt
);
