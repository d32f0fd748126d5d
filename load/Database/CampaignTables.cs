namespace FuelGrains.Load.Database;

/// <summary>The rows of one sale, read in one snapshot.</summary>
internal sealed record CampaignTables(IReadOnlyList<ShardRow> Shards, IReadOnlyList<SaleOrderRow> Orders)
{
    private const string OrdersOf = """
        SELECT id, customer_id AS customer, key_hash, quantity, status AS state FROM orders WHERE campaign_id = @sale
        """;
    private const string ShardsOf = "SELECT allotted, held, confirmed FROM stock_shards WHERE campaign_id = @sale";

    public static async Task<CampaignTables> ReadAsync(Store store, Guid sale, CancellationToken stop)
    {
        await using var snapshot = await DatabaseSnapshot.OpenAsync(store, stop);
        var shards = await snapshot.ListAsync<ShardRow>(ShardsOf, stop, ("sale", sale));
        return new(shards, await snapshot.ListAsync<SaleOrderRow>(OrdersOf, stop, ("sale", sale)));
    }
}

internal sealed record SaleOrderRow(Guid Id, Guid Customer, Guid KeyHash, int Quantity, OrderState State);
