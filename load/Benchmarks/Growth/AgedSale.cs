namespace FuelGrains.Load.Benchmarks.Growth;

/// <summary>A product on a database of its own, in which autovacuum never gathers statistics, with one open sale.</summary>
internal sealed class AgedSale : IAsyncDisposable
{
    private static readonly TimeSpan PayWithin = TimeSpan.FromHours(12);

    private readonly Stage _stage;

    private AgedSale(Stage stage, PostgresStore store) => (_stage, Store) = (stage, store);

    public PostgresStore Store { get; }

    public static async Task<AgedSale> StartAsync(BenchmarkContext context, CancellationToken stop)
    {
        var store = await PostgresStore.CreateAsync(context.Settings.Postgres!, stop);
        Stage? stage = null;
        try
        {
            stage = await Stage.SetAsync(context, store, stop);
            await TableStatistics.NeverGatherAsync(store, stop);
            return new(stage, store);
        }
        catch
        {
            if (stage is not null)
                await stage.DisposeAsync();
            await store.DropAsync(context.Settings.Postgres!, CancellationToken.None);
            throw;
        }
    }

    /// <summary>Opens a sale with so many orders, which the product has read, and returns it as a subject.</summary>
    public async Task<Subject> OpenAsync(string name, long orders, CancellationToken stop)
    {
        var sale = await _stage.OpenSaleAsync(name, stop);
        if (orders > 0)
            await CampaignRows.AddHoldsAsync(
                Store,
                sale,
                orders,
                _stage.Time.GetUtcNow(),
                PayWithin,
                analysed: false,
                stop
            );
        return await _stage.SubjectAsync(name, sale, stop);
    }

    public async ValueTask DisposeAsync()
    {
        await _stage.DisposeAsync();
        if (!_stage.Settings.Keep)
            await Store.DropAsync(_stage.Settings.Postgres!, CancellationToken.None);
    }
}
