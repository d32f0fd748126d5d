using System.Collections.Concurrent;
using System.Threading.Channels;

namespace FuelGrains.Load.Benchmarks.Generators;

/// <summary>
/// Sends requests at a fixed rate, whatever the server does. A latency counts from the time at which its request was to be sent, so a
/// server that stands still for a second is charged for every request of that second.
/// </summary>
internal sealed class OpenLoop(OrderRequests requests, int perSecond, TimeProvider time)
{
    /// <summary>A server that needs more at once is far behind; what comes due then waits for a connection.</summary>
    private const int Connections = 256;

    /// <summary>Requests that are due and wait for a connection; further ones are never sent, and the run is invalid.</summary>
    private const int MostWaiting = 100_000;
    private static readonly TimeSpan WakeEvery = TimeSpan.FromMilliseconds(1);

    /// <summary>The time after the last due request within which replies still count.</summary>
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(10);

    /// <summary>Called after each accepted order, on the thread that read the reply.</summary>
    public Action? Accepted { get; init; }

    /// <summary>Called like <see cref="Accepted"/>, with the reply and its request's times.</summary>
    public AcceptedReply? Replied { get; init; }

    public async Task<OpenLoopResult> RunAsync(TimeSpan duration, CancellationToken stop)
    {
        var due = Channel.CreateBounded<long>(MostWaiting);
        var result = new OpenLoopResult((long)(perSecond * duration.TotalSeconds));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var workers = Enumerable
            .Range(0, Connections)
            .Select(_ => Task.Run(() => WorkAsync(limit.Token), stop))
            .ToList();
        var pace = new Thread(() => Pace(due.Writer, result, stop)) { IsBackground = true, Name = "open loop" };
        pace.Start();
        // Late replies count for a while after the last request was due.
        var all = Task.WhenAll(workers);
        await Task.WhenAny(all, Task.Delay(duration + Drain, time, stop));
        await limit.CancelAsync();
        await all;
        return result;

        async Task WorkAsync(CancellationToken end)
        {
            using var connection = new HttpConnection(requests.Server);
            var buffer = requests.Buffer();
            try
            {
                await foreach (var at in due.Reader.ReadAllAsync(end))
                {
                    var request = requests.Write(buffer);
                    result.Lateness.Record(time.GetElapsedTime(at));
                    var sent = time.GetTimestamp();
                    var status = await connection.SendAsync(request, end);
                    result.Answered(status, time.GetElapsedTime(at));
                    if (status is not (200 or 201))
                        continue;
                    Accepted?.Invoke();
                    Replied?.Invoke(at, sent, connection.Reply);
                }
            }
            catch (OperationCanceledException) when (end.IsCancellationRequested)
            {
                // Requests that are not answered by now are missing in the result.
            }
        }
    }

    // A thread that blocks wakes each millisecond; the runtime's timers may be four times as coarse.
    private void Pace(ChannelWriter<long> due, OpenLoopResult result, CancellationToken stop)
    {
        var (start, step) = (time.GetTimestamp(), (double)time.TimestampFrequency / perSecond);
        for (var i = 0L; i < result.Planned && !stop.IsCancellationRequested; )
        {
            var now = time.GetTimestamp();
            for (; i < result.Planned && start + (long)(i * step) is var at && at <= now; i++)
                if (!due.TryWrite(at))
                    result.NeverSent();
            stop.WaitHandle.WaitOne(WakeEvery);
        }
        due.Complete();
    }
}

/// <summary>Hears of an accepted request.</summary>
/// <param name="due">The timestamp at which the request was to be sent.</param>
/// <param name="sent">The timestamp at which it was sent.</param>
internal delegate void AcceptedReply(long due, long sent, ReadOnlySpan<byte> reply);

/// <summary>The replies of an open loop, written by all of its connections.</summary>
internal sealed class OpenLoopResult(long planned)
{
    /// <summary>A larger share of other or missing replies means that something else was measured than was asked for.</summary>
    private const double OthersAllowed = 0.01;

    private readonly ConcurrentDictionary<int, long> _statuses = new();
    private long _neverSent;

    public long Planned => planned;
    public Latency Accepted { get; } = new();

    /// <summary>From the time a request was due to its sending: the generator's part, and the wait for a connection.</summary>
    public Latency Lateness { get; } = new();
    public long AcceptedCount => Of(200) + Of(201);

    public long Of(int status) => _statuses.GetValueOrDefault(status);

    public void NeverSent() => Interlocked.Increment(ref _neverSent);

    public void Answered(int status, TimeSpan took)
    {
        _statuses.AddOrUpdate(status, 1, (_, count) => count + 1);
        if (status is 200 or 201)
            Accepted.Record(took);
    }

    /// <summary>Why the run counts for nothing; empty when it counts.</summary>
    /// <param name="name">What was asked.</param>
    /// <param name="alsoExpected">A status that is no failure either, as a refusal while a sale is paused.</param>
    public string Invalid(string name, int alsoExpected = 0)
    {
        var good = AcceptedCount + (alsoExpected == 0 ? 0 : Of(alsoExpected));
        if (planned > 0 && AcceptedCount > 0 && planned - good <= planned * OthersAllowed)
            return "";
        var others = _statuses.Where(s => s.Key is not (200 or 201)).Select(s => $"{s.Key}: {s.Value:N0}");
        return $"{name}: {good:N0} of {planned:N0} as expected; {string.Join(", ", others.Append($"never sent: {_neverSent:N0}"))}";
    }
}
