using System.Globalization;
using FuelGrains.Load.Burst;
using FuelGrains.Load.Clients;
using FuelGrains.Load.Product;

namespace FuelGrains.Load.Figures;

/// <summary>A shard that holds a million orders is opened by a product that has just started.</summary>
internal sealed class ReopenFigure(FiguresRun run)
{
    private const double SecondsTarget = 2;
    private const double BytesTarget = 150;
    private const int Attempts = 200;

    private readonly SaleRows rows = new(run.Postgres);

    public async Task<IReadOnlyList<Figure>> MeasureAsync(CancellationToken stop)
    {
        var orders = run.Settings.Reopened;
        var (full, empty, alsoEmpty) = await PrepareAsync(orders, stop);
        try
        {
            return await MeasureAsync(orders, full, [empty, alsoEmpty], stop);
        }
        finally
        {
            if (!run.Settings.Keep)
                await rows.ForgetAsync([full, empty, alsoEmpty], CancellationToken.None);
        }
    }

    private async Task<(Guid Full, Guid Empty, Guid AlsoEmpty)> PrepareAsync(int orders, CancellationToken stop)
    {
        Guid full,
            empty,
            alsoEmpty;
        await using (var product = await run.StartProductAsync(stop))
        {
            var staff = await StaffClient.LoginAsync(product.Http, run.Settings.Staff, run.Time, stop);
            full = await run.OpenSaleAsync(staff, "reopened", orders * 2L, stop);
            empty = await run.OpenSaleAsync(staff, "empty", orders, stop);
            alsoEmpty = await run.OpenSaleAsync(staff, "also empty", orders, stop);
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Writing {orders:N0} orders into one sale"));
        var now = run.Time.GetUtcNow();
        await rows.FillAsync(full, orders, now, now.AddHours(12), stop);
        return (full, empty, alsoEmpty);
    }

    private async Task<IReadOnlyList<Figure>> MeasureAsync(int orders, Guid full, Guid[] empty, CancellationToken stop)
    {
        await using var product = await run.StartProductAsync(stop);
        var phones = new CustomerClient(product.Http);
        var customers = await Crowd.LoginAsync(phones, 1, RunId.New(), run.Time, stop);
        // The first pays for the compiler; the second is what a shard without orders costs.
        await FirstOrderAsync(phones, empty[0], customers[0], stop);
        var usual = await FirstOrderAsync(phones, empty[1], customers[0], stop);
        var before = await HeapAsync(product, stop);
        var residentBefore = product.Process!.ResidentBytes;
        var openBefore = await OpenSecondsAsync(product, stop);
        var first = await FirstOrderAsync(phones, full, customers[0], stop);
        var opened = await OpenSecondsAsync(product, stop) - openBefore;
        var resident = product.Process.ResidentBytes - residentBefore;
        var heap = await HeapAsync(product, stop) - before;

        return
        [
            // Opened before anybody ordered, the first order would be fast: then the product's own word is taken.
            Figure.Below(
                Text($"opening a shard of {orders:N0} orders: first order on it"),
                SecondsTarget,
                new([Math.Max(first.TotalSeconds, openBefore ?? 0)]),
                " s",
                "0.00"
            ),
            new(
                "of that, opening as the product measured it",
                "",
                opened is null ? "not exported" : Text($"{opened:0.00} s"),
                null
            ),
            new("the same order on a shard without orders", "", Text($"{usual.TotalSeconds:0.000} s"), null),
            Figure.Below(
                $"memory an order ({(heap is null ? "growth of the process" : "live heap, after a full collection")})",
                BytesTarget,
                new([(heap ?? resident) / orders]),
                " bytes",
                "0"
            ),
            new(
                "growth of the process an order, garbage of reading included",
                "",
                Text($"{(double)resident / orders:0} bytes"),
                null
            ),
        ];
    }

    private async Task<double?> OpenSecondsAsync(ProductUnderTest product, CancellationToken stop) =>
        (await MetricsAsync(product, stop)).Sum("fuelgrains_shard_open_seconds_sum");

    /// <summary>What is alive; null when the process cannot be asked to collect, or does not export its heap.</summary>
    private async Task<double?> HeapAsync(ProductUnderTest product, CancellationToken stop)
    {
        if (!await FullCollection.AskAsync(product.Process!.Id, run.Time, stop))
            return null;
        return (await MetricsAsync(product, stop)).Sum("dotnet_gc_last_collection_heap_size_bytes");
    }

    private async Task<ProductMetrics> MetricsAsync(ProductUnderTest product, CancellationToken stop)
    {
        // The exporter answers from its cache for a moment.
        await Task.Delay(TimeSpan.FromSeconds(1), run.Time, stop);
        return await ProductMetrics.ReadAsync(product.Http, run.MetricsToken, stop);
    }

    private async Task<TimeSpan> FirstOrderAsync(
        CustomerClient phones,
        Guid sale,
        Customer customer,
        CancellationToken stop
    )
    {
        var key = RunId.New();
        var started = run.Time.GetTimestamp();
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            var answer = await phones.BuyAsync(sale, customer, key, stop);
            if (answer.Kind == AnswerKind.Accepted)
                return run.Time.GetElapsedTime(started);
            if (answer.Kind == AnswerKind.Refused)
                throw new CannotRunException($"The reopened sale refused its first order: {answer.Slug}.");
            await Task.Delay(RetryLimits.Before(1, answer.RetryAfter), run.Time, stop);
        }
        throw new CannotRunException("The reopened sale never answered its first order.");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
