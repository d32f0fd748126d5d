namespace FuelGrains.Load.Benchmarks.Startup;

/// <summary>
/// A product that has just started opens a shard that holds a million orders: the rows are written into the database, and the first order
/// on that sale is timed. Memory is the live heap after a full collection, divided by the orders.
/// </summary>
internal sealed class ReopenBenchmark(BenchmarkContext context)
{
    private const double SecondsTarget = 1.5;
    private const double BytesTarget = 80;
    private static readonly RetryPolicy Retries = new(200, Slower: false);

    public Task<IReadOnlyList<BenchmarkResult>> MeasureAsync(CancellationToken stop) =>
        context.OnOwnDatabaseAsync(
            async store =>
            {
                var sales = await PrepareAsync(store, context.Settings.Reopened, stop);
                return await MeasureAsync(store, sales[0], sales[1..], stop);
            },
            stop
        );

    private Task<ProductUnderTest> StartAsync(PostgresStore store, CancellationToken stop) =>
        context.StartProductAsync(context.Repository.Front, store, stop);

    // The first sale gets the orders, the others stay empty.
    private async Task<Guid[]> PrepareAsync(PostgresStore store, int orders, CancellationToken stop)
    {
        Guid[] sales;
        await using (var product = await StartAsync(store, stop))
        {
            var staff = await StaffClient.LoginAsync(product.Http, context.Settings.Staff, context.Time, stop);
            sales =
            [
                await context.OpenSaleAsync(staff, "reopened", orders * 2L, stop),
                await context.OpenSaleAsync(staff, "empty", orders, stop),
                await context.OpenSaleAsync(staff, "also empty", orders, stop),
            ];
        }
        Console.WriteLine($"Writing {orders:N0} orders into one sale");
        var now = context.Time.GetUtcNow();
        await CampaignRows.AddHoldsAsync(store, sales[0], orders, now, TimeSpan.FromHours(12), analysed: true, stop);
        return sales;
    }

    private async Task<IReadOnlyList<BenchmarkResult>> MeasureAsync(
        PostgresStore store,
        Guid full,
        Guid[] empty,
        CancellationToken stop
    )
    {
        await using var product = await StartAsync(store, stop);
        var (phones, orders) = (new PhoneClient(product.Http), context.Settings.Reopened);
        var customer = (await Logins.LoginAsync(phones, 1, RunId.New(), context.Time, stop))[0];
        // The first order pays for the compiler; the second is the cost of a shard without orders.
        await FirstOrderAsync(empty[0]);
        var usual = await FirstOrderAsync(empty[1]);
        var heapBefore = await HeapAsync(product, stop);
        var residentBefore = product.Process!.ResidentBytes;
        var openBefore = await OpenSecondsAsync(product, stop);
        var first = await FirstOrderAsync(full);
        var opened = await OpenSecondsAsync(product, stop) - openBefore;
        var resident = product.Process.ResidentBytes - residentBefore;
        var heap = await HeapAsync(product, stop) - heapBefore;

        var memory = heap is null ? "growth of the process" : "live heap, after a full collection";
        // A shard that was opened before the order makes the first order fast: then the product's own measurement counts.
        var seconds = new Measurements([Math.Max(first, openBefore ?? 0)]);
        var bytes = new Measurements([(heap ?? resident) / orders]);
        var measured = opened is null ? "not exported" : $"{opened:0.00} s";
        return
        [
            BenchmarkResult.Below(
                $"opening a shard of {orders:N0} orders: first order on it",
                SecondsTarget,
                seconds,
                " s",
                "0.00"
            ),
            BenchmarkResult.Explaining("of that, opening as the product measured it", measured),
            BenchmarkResult.Explaining("the same order on a shard without orders", $"{usual:0.000} s"),
            BenchmarkResult.Below($"memory an order ({memory})", BytesTarget, bytes, " bytes", "0"),
            BenchmarkResult.Explaining(
                "growth of the process an order, garbage of reading included",
                $"{(double)resident / orders:0} bytes"
            ),
        ];

        async Task<double> FirstOrderAsync(Guid sale)
        {
            var (key, started) = (RunId.New(), context.Time.GetTimestamp());
            var reply = await Retries.SendAsync(_ => phones.BuyAsync(customer, sale, 1, key, stop), context.Time, stop);
            return reply.Accepted
                ? context.Time.GetElapsedTime(started).TotalSeconds
                : throw new CannotRunException($"The reopened sale did not take its first order: {reply.Slug}.");
        }
    }

    private Task<double?> OpenSecondsAsync(ProductUnderTest product, CancellationToken stop) =>
        MetricAsync(product, "fuelgrains_shard_open_seconds_sum", stop);

    /// <summary>Returns the live heap; null when the process cannot be asked to collect, or does not export its heap.</summary>
    private async Task<double?> HeapAsync(ProductUnderTest product, CancellationToken stop) =>
        await FullCollection.RequestAsync(product.Process!.Id, context.Time, stop)
            ? await MetricAsync(product, "dotnet_gc_last_collection_heap_size_bytes", stop)
            : null;

    private async Task<double?> MetricAsync(ProductUnderTest product, string name, CancellationToken stop)
    {
        // The exporter answers from its cache for a moment.
        await Task.Delay(TimeSpan.FromSeconds(1), context.Time, stop);
        return (await ProductMetrics.ReadAsync(product.Http, context.MetricsToken, stop)).Sum(name);
    }
}
