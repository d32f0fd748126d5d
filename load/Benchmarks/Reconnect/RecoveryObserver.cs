using System.Threading.Channels;

namespace FuelGrains.Load.Benchmarks.Reconnect;

/// <summary>
/// Observes all sites come back after an outage, twenty times a second: when each has logged in, when it has answered all that it was
/// asked, and when the product shows its board again.
/// </summary>
internal sealed class RecoveryObserver(string what, SiteFleet fleet, ForecourtRun run)
{
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromMilliseconds(250);

    // A question about a station costs the product some work as well: only few are asked at a time.
    private const int AskedAtOnce = 8;

    private readonly long _began = run.Time.GetTimestamp();
    private readonly int[] _before = [.. fleet.Sites.Select(site => site.Site.Logins)];
    private int _known;

    public string What => what;
    public Latency LoggedIn { get; } = new();
    public Latency Told { get; } = new();
    public Latency Known { get; } = new();

    /// <summary>The time from the outage until the last site is known again; null when the observer gave up first.</summary>
    public TimeSpan? Lasted { get; private set; }

    /// <summary>The first few sites that are not known, and why.</summary>
    public IReadOnlyList<string> Missing { get; private set; } = [];

    /// <summary>The time from the outage until the product took connections again; null when the product never stopped.</summary>
    public TimeSpan? Away { get; set; }

    /// <summary>The product's CPU time during the recovery; after a kill, that of the new process with its start.</summary>
    public TimeSpan? Cpu { get; set; }
    public TimeSpan Elapsed => run.Time.GetElapsedTime(_began);

    public string Line => $"  {what}: {LoggedIn.Count} logged in, {Told.Count} told everything, {Known.Count} known";

    public async Task WatchAsync(TimeSpan within, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(within);
        var told = Channel.CreateBounded<int>(fleet.Sites.Count);
        var missing = new string?[fleet.Sites.Count];
        try
        {
            await Task.WhenAll([
                PollAsync(told.Writer, limit.Token),
                .. Enumerable.Range(0, AskedAtOnce).Select(_ => AskAsync(told, missing, limit.Token)),
            ]);
            Lasted = TimeSpan.FromMilliseconds(Known.Milliseconds(100));
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            const int Named = 3;
            Missing = [.. missing.OfType<string>().Take(Named)];
        }
    }

    private async Task PollAsync(ChannelWriter<int> told, CancellationToken stop)
    {
        var (loggedIn, answered) = (new bool[fleet.Sites.Count], new bool[fleet.Sites.Count]);
        for (var left = fleet.Sites.Count; left > 0; )
        {
            for (var i = 0; i < answered.Length; i++)
            {
                var site = fleet.Sites[i].Site;
                if (answered[i] || site.Logins == _before[i])
                    continue;
                if (!loggedIn[i])
                    LoggedIn.Record(Elapsed);
                loggedIn[i] = true;
                if (!site.HasAnsweredEverything)
                    continue;
                Told.Record(Elapsed);
                answered[i] = true;
                left--;
                await told.WriteAsync(i, stop);
            }
            await Task.Delay(PollEvery, run.Time, stop);
        }
    }

    private async Task AskAsync(Channel<int> told, string?[] missing, CancellationToken stop)
    {
        await foreach (var i in told.Reader.ReadAllAsync(stop))
        {
            var station = fleet.Sites[i].Station;
            missing[i] = BoardVerifier.Missing(
                await run.Fixture.Staff.BoardAsync(station, stop),
                run.Settings.Pumps,
                SiteProduct.Usual.Length,
                run.Journal.OpenAt(station)
            );
            if (missing[i] is null)
            {
                Known.Record(Elapsed);
                if (Interlocked.Increment(ref _known) == fleet.Sites.Count)
                    told.Writer.Complete();
                continue;
            }
            missing[i] = $"{station}: {missing[i]}";
            await Task.Delay(AskAgainAfter, run.Time, stop);
            await told.Writer.WriteAsync(i, stop);
        }
    }
}
