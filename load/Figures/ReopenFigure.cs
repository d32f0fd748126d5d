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
            if (!run.Settings.Keep) await rows.ForgetAsync([full, empty, alsoEmpty], CancellationToken.None);
        }
    }

    private async Task<(Guid Full, Guid Empty, Guid AlsoEmpty)> PrepareAsync(int orders, CancellationToken stop)
    {
        Guid full, empty, alsoEmpty;
        await using (var product = await run.StartProductAsync(stop))
        {
            var staff = await StaffClient.LoginAsync(product.Http, run.Settings.Staff, stop);
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
        var residentBefore = product.Process!.ResidentBytes;
        var first = await FirstOrderAsync(phones, full, customers[0], stop);
        var residentAfter = product.Process.ResidentBytes;

        var metrics = await ProductMetrics.ReadAsync(product.Http, run.MetricsToken, stop);
        var told = metrics.Sum("fuelgrains_shard_open_seconds_sum");
        var bytes = metrics.Sum("fuelgrains_shard_memory_bytes");
        // A start may open shards before anybody orders: then the first order is fast, and only the product knows what opening took.
        var seconds = Math.Max(first.TotalSeconds, told ?? 0);
        var perOrder = (bytes ?? residentAfter - residentBefore) / orders;
        return
        [
            Figure.Below(Text($"opening a shard of {orders:N0} orders: first order on it"), SecondsTarget, new([seconds]), " s", "0.00"),
            new("the same, on a shard without orders", "", Text($"{usual.TotalSeconds:0.000} s"), null),
            Figure.Below($"memory an order ({(bytes is null ? "growth of the process, garbage of reading included" : "the product's own metric")})", BytesTarget, new([perOrder]), " bytes", "0"),
        ];
    }

    private async Task<TimeSpan> FirstOrderAsync(CustomerClient phones, Guid sale, Customer customer, CancellationToken stop)
    {
        var key = RunId.New();
        var started = run.Time.GetTimestamp();
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            var answer = await phones.BuyAsync(sale, customer, key, stop);
            if (answer.Kind == AnswerKind.Accepted) return run.Time.GetElapsedTime(started);
            if (answer.Kind == AnswerKind.Refused) throw new CannotRunException($"The reopened sale refused its first order: {answer.Slug}.");
            await Task.Delay(RetryLimits.Before(1, answer), run.Time, stop);
        }
        throw new CannotRunException("The reopened sale never answered its first order.");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
