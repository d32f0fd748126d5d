using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Customers;

/// <summary>The table of customers' phone numbers, each sealed for its row. A row's id is its customer's.</summary>
internal static class CustomerPhoneTable
{
    public const string Name = "customer_phones";
    public const string SealedColumn = "number_sealed";

    public static Task<string?> FindAsync(LedgerSession session, CustomerId customer) =>
        session
            .Sql($"SELECT {SealedColumn} FROM {Name} WHERE id = @id")
            .With("id", customer.Value)
            .FirstAsync(r => r.Text(0));

    public static Task<int> SetAsync(
        LedgerSession session,
        CustomerId customer,
        string numberSealed,
        DateTimeOffset now
    ) =>
        session
            .Sql(
                $"""
                INSERT INTO {Name} (id, {SealedColumn}, given_at) VALUES (@id, @sealed, @now)
                ON CONFLICT (id) DO UPDATE SET {SealedColumn} = excluded.{SealedColumn}, given_at = excluded.given_at
                """
            )
            .With("id", customer.Value)
            .With("sealed", numberSealed)
            .With("now", now)
            .ExecuteAsync();

    public static Task<int> DeleteAsync(LedgerSession session, CustomerId customer) =>
        session.Sql($"DELETE FROM {Name} WHERE id = @id").With("id", customer.Value).ExecuteAsync();
}
