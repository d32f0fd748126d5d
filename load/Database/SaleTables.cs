namespace FuelGrains.Load.Database;

/// <summary>The rows of one sale, read in one snapshot.</summary>
internal sealed record SaleTables(IReadOnlyList<ShardRow> Shards, IReadOnlyList<SaleOrderRow> Orders)
{
    public static async Task<SaleTables> ReadAsync(Store store, Guid sale, CancellationToken stop)
    {
        await using var snapshot = await DatabaseSnapshot.OpenAsync(store, stop);
        var shards = await snapshot.ListAsync(
            "SELECT allotted, held, confirmed FROM stock_shards WHERE sale_id = @sale",
            r => new ShardRow(r.Long("allotted"), r.Long("held"), r.Long("confirmed")),
            stop,
            ("sale", sale)
        );
        var orders = await snapshot.ListAsync(
            "SELECT id, customer_id, key_hash, quantity, status FROM orders WHERE sale_id = @sale",
            r => new SaleOrderRow(
                r.Id("id"),
                r.Id("customer_id"),
                r.Id("key_hash"),
                r.Int("quantity"),
                (OrderState)r.Int("status")
            ),
            stop,
            ("sale", sale)
        );
        return new(shards, orders);
    }
}

internal sealed record SaleOrderRow(Guid Id, Guid Customer, Guid KeyHash, int Quantity, OrderState State);
