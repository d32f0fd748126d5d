namespace FuelGrains.Load.Benchmarks.Growth;

/// <summary>A product on a database of its own, in which autovacuum never gathers statistics, with one open sale.</summary>
internal sealed class AgedSale : IAsyncDisposable
{
    private static readonly TimeSpan PayWithin = TimeSpan.FromHours(12);

    private readonly Stage _stage;

    private AgedSale(Stage stage) => _stage = stage;

    public PostgresStore Store => _stage.Store;

    public static async Task<AgedSale> StartAsync(BenchmarkContext context, CancellationToken stop)
    {
        var store = await PostgresStore.CreateAsync(context.Settings.Postgres!, stop);
        Stage? stage = null;
        try
        {
            stage = await Stage.SetAsync(context, store, stop);
            await TableStatistics.NeverGatherAsync(store, stop);
            return new(stage);
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
        var first = await new RetryPolicy(200, Slower: false).SendAsync(
            _ => new PhoneClient(_stage.Product.Http).BuyAsync(_stage.Customers[0], sale, 1, RunId.New(), stop),
            _stage.Time,
            stop
        );
        if (!first.Accepted)
            throw new CannotRunException($"The sale did not take its first order: {first.Slug}.");
        var tokens = await _stage.Context.WriteTokensAsync(
            $"{RunId.New()}.tokens",
            _stage.Customers.Skip(1).Select(c => c.Token),
            stop
        );
        return new(name, _stage.OrdersUrl(sale), "POST", 201, tokens, _stage.Product.Process!);
    }

    public async ValueTask DisposeAsync()
    {
        await _stage.DisposeAsync();
        if (!_stage.Settings.Keep)
            await Store.DropAsync(_stage.Settings.Postgres!, CancellationToken.None);
    }
}
