namespace FuelGrains.Load.Database;

/// <summary>The rows of one sale, read in one snapshot.</summary>
internal sealed record CampaignTables(IReadOnlyList<ShardRow> Shards, IReadOnlyList<SaleOrderRow> Orders)
{
    public static async Task<CampaignTables> ReadAsync(Store store, Guid sale, CancellationToken stop)
    {
        await using var snapshot = await DatabaseSnapshot.OpenAsync(store, stop);
        return new(await OfSaleAsync<ShardRow>("stock_shards"), await OfSaleAsync<SaleOrderRow>("orders"));

        Task<List<T>> OfSaleAsync<T>(string table) =>
            snapshot.ListAsync<T>($"SELECT * FROM {table} WHERE campaign_id = @sale", stop, ("sale", sale));
    }
}

internal sealed record SaleOrderRow(Guid Id, Guid Customer, Guid KeyHash, int Quantity, OrderState State)
{
    public bool IsLive => State != OrderState.Cancelled;
}
