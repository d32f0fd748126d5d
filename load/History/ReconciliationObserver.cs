namespace FuelGrains.Load.History;

/// <summary>
/// Asks for the product's own reconciliation all the time: healthy traffic must show no discrepancy, also while callbacks are doubled and
/// the process is killed. A discrepancy in one reconciliation alone may be two snapshots' edge; one in two has frozen something.
/// </summary>
internal sealed class ReconciliationObserver : IAsyncDisposable
{
    private static readonly TimeSpan PollEvery = TimeSpan.FromSeconds(1);

    /// <summary>The wait for a reconciliation that began after the end: two periods, or two minutes by default.</summary>
    private static readonly TimeSpan LastWithin = TimeSpan.FromSeconds(130);

    private readonly StaffClient _staff;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<string, Discrepancy> _found = [];
    private readonly HashSet<(long, DateTimeOffset)> _reports = [];
    private readonly Task _watching;

    public ReconciliationObserver(StaffClient staff, TimeProvider time)
    {
        (_staff, _time) = (staff, time);
        _watching = WatchAsync(_stopping.Token);
    }

    /// <summary>Waits for a reconciliation that began after now.</summary>
    public async Task<IReadOnlyList<Check>> FinishAsync(CancellationToken stop)
    {
        await StopAsync();
        var asked = _time.GetUtcNow();
        ReconciliationReport? last = null;
        var came = await _time.UntilAsync(
            PollEvery,
            LastWithin,
            async () => (last = await PollAsync(stop) ?? last) is { } report && report.At >= asked,
            stop
        );
        var found = came ? string.Join("; ", last!.Breaches.Select(Name)) : "none came";
        var checks = new Checks("reconciliation");
        checks["discrepancies in two running, while the workload lasted = 0"] = _found
            .Values.Where(d => d.Seen > 1)
            .Select(Name);
        var sound = came && last is { Breaches.Count: 0, FurtherBreaches: 0 };
        checks.That("the last one found no discrepancy", sound, $"{found} ({_reports.Count} reports)");
        return [.. checks];
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stopping.Dispose();
    }

    private async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _watching;
    }

    private async Task WatchAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await Task.Delay(PollEvery, _time, stop);
                await PollAsync(stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The workload is over.
        }
    }

    private async Task<ReconciliationReport?> PollAsync(CancellationToken stop)
    {
        if (await _staff.ReconciliationAsync(stop) is not { } report)
            return null;
        _reports.Add((report.Revision, report.At));
        foreach (var discrepancy in report.Breaches)
        {
            var key = $"{discrepancy.Kind} {discrepancy.Subject}";
            if (_found.GetValueOrDefault(key) is not { } known || known.Seen < discrepancy.Seen)
                _found[key] = discrepancy;
        }
        return report;
    }

    private static string Name(Discrepancy d) => $"{d.Kind} {d.Subject}: {d.Detail} (in {d.Seen} reports)";
}
