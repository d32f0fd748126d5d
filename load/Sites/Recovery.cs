using System.Threading.Channels;
using FuelGrains.ForecourtSimulator;
using FuelGrains.Load.Clients;
using FuelGrains.Load.Reports;

namespace FuelGrains.Load.Sites;

/// <summary>
/// Watches all sites come back after a blow: when each has logged in, when it has answered all that it was asked, and when the product
/// tells its board again. Looked at twenty times a second.
/// </summary>
internal sealed class Recovery(
    string blow,
    Fleet fleet,
    int pumps,
    StaffClient staff,
    MeterJournal journal,
    TimeProvider time
)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromMilliseconds(250);

    // Each asked station costs the product some work, too: few at a time.
    private const int AskedAtOnce = 8;

    private readonly long _began = time.GetTimestamp();
    private readonly int[] _before = [.. fleet.Sites.Select(site => site.Site.Logins)];
    private int _known;

    public string Blow => blow;

    public Latency LoggedIn { get; } = new();

    public Latency Told { get; } = new();

    public Latency Known { get; } = new();

    /// <summary>From the blow until the last site is known again; null when the patience ended first.</summary>
    public TimeSpan? Lasted { get; private set; }

    /// <summary>The first few that are not known, and why.</summary>
    public IReadOnlyList<string> Missing { get; private set; } = [];

    /// <summary>From the blow until the product took connections again; null when it never stopped to.</summary>
    public TimeSpan? Away { get; set; }

    /// <summary>The product's CPU time meanwhile; after a kill, that of the new process with its start.</summary>
    public TimeSpan? Cpu { get; set; }

    public TimeSpan Elapsed => time.GetElapsedTime(_began);

    public string Line => $"  {blow}: {LoggedIn.Count} logged in, {Told.Count} told everything, {Known.Count} known";

    public async Task WatchAsync(TimeSpan patience, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(patience);
        var told = Channel.CreateBounded<int>(fleet.Sites.Count);
        var missing = new string?[fleet.Sites.Count];
        try
        {
            await Task.WhenAll([
                LookAsync(told.Writer, limit.Token),
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

    private async Task LookAsync(ChannelWriter<int> told, CancellationToken stop)
    {
        var (loggedIn, heard) = (new bool[fleet.Sites.Count], new bool[fleet.Sites.Count]);
        for (var left = fleet.Sites.Count; left > 0; )
        {
            for (var i = 0; i < heard.Length; i++)
            {
                var site = fleet.Sites[i].Site;
                if (heard[i] || site.Logins == _before[i])
                    continue;
                if (!loggedIn[i])
                    LoggedIn.Record(Elapsed);
                loggedIn[i] = true;
                if (!site.HasAnsweredEverything)
                    continue;
                Told.Record(Elapsed);
                heard[i] = true;
                left--;
                await told.WriteAsync(i, stop);
            }
            await Task.Delay(LookEvery, time, stop);
        }
    }

    private async Task AskAsync(Channel<int> told, string?[] missing, CancellationToken stop)
    {
        await foreach (var i in told.Reader.ReadAllAsync(stop))
        {
            var station = fleet.Sites[i].Station;
            missing[i] = BoardMatch.Missing(
                await staff.BoardAsync(station, stop),
                pumps,
                SiteProduct.Usual.Length,
                journal.OpenAt(station)
            );
            if (missing[i] is null)
            {
                Known.Record(Elapsed);
                if (Interlocked.Increment(ref _known) == fleet.Sites.Count)
                    told.Writer.Complete();
                continue;
            }
            missing[i] = $"{station}: {missing[i]}";
            await Task.Delay(AskAgainAfter, time, stop);
            await told.Writer.WriteAsync(i, stop);
        }
    }
}
