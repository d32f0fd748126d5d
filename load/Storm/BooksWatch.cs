using FuelGrains.Load.Checks;
using FuelGrains.Load.Clients;

namespace FuelGrains.Load.Storm;

/// <summary>
/// Asks the product all the time whether its books add up: healthy traffic must raise no breach, also while callbacks are doubled and the
/// process is killed. A breach seen in one look alone may be two snapshots' edge; seen in two, it froze something.
/// </summary>
internal sealed class BooksWatch : IAsyncDisposable
{
    private const string Where = "conservation";
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <summary>For the look that begins after everything has come to its end: two periods, or two minutes by default.</summary>
    private static readonly TimeSpan LastLookWithin = TimeSpan.FromSeconds(130);

    private readonly StaffClient staff;
    private readonly TimeProvider time;
    private readonly CancellationTokenSource stopping = new();
    private readonly Dictionary<string, Breach> breaches = [];
    private readonly HashSet<(long, DateTimeOffset)> looks = [];
    private readonly Task watching;

    private BooksWatch(StaffClient staff, TimeProvider time)
    {
        (this.staff, this.time) = (staff, time);
        watching = WatchAsync(stopping.Token);
    }

    public static BooksWatch Start(StaffClient staff, TimeProvider time) => new(staff, time);

    /// <summary>Waits for a look that began after now.</summary>
    public async Task<IReadOnlyList<Check>> FinishAsync(CancellationToken stop)
    {
        await StopAsync();
        var asked = time.GetUtcNow();
        BooksReport? last = null;
        while (time.GetUtcNow() - asked < LastLookWithin && (last is null || last.At < asked))
        {
            last = await LookAsync(stop) ?? last;
            await Task.Delay(LookEvery, time, stop);
        }
        var found = last is null || last.At < asked ? "no look came" : string.Join("; ", last.Breaches.Select(Name));
        return
        [
            Check.None(
                Where,
                "breaches seen in two looks running, while the storm lasted = 0",
                [.. breaches.Values.Where(b => b.Seen > 1).Select(Name)]
            ),
            Check.Of(
                Where,
                "the last look found no breach",
                last is { Breaches.Count: 0, FurtherBreaches: 0 } && last.At >= asked,
                $"{found} ({looks.Count} looks)"
            ),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        stopping.Dispose();
    }

    private async Task StopAsync()
    {
        await stopping.CancelAsync();
        await watching;
    }

    private async Task WatchAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await Task.Delay(LookEvery, time, stop);
                await LookAsync(stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The storm is over.
        }
    }

    private async Task<BooksReport?> LookAsync(CancellationToken stop)
    {
        if (await staff.ConservationAsync(stop) is not { } report)
            return null;
        looks.Add((report.Revision, report.At));
        foreach (var breach in report.Breaches)
            if (
                breaches.GetValueOrDefault($"{breach.Kind} {breach.Subject}") is not { } known
                || known.Seen < breach.Seen
            )
                breaches[$"{breach.Kind} {breach.Subject}"] = breach;
        return report;
    }

    private static string Name(Breach breach) =>
        $"{breach.Kind} {breach.Subject}: {breach.Detail} (in {breach.Seen} looks)";
}
