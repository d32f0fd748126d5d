using System.Collections.Concurrent;

namespace FuelGrains.Load.Workloads.Payments;

/// <summary>Counts and latencies of a workload, written by all customers at once.</summary>
internal sealed class WorkloadStatistics
{
    private readonly ConcurrentDictionary<(string What, ReplyKind Kind, string Slug), int> _replies = new();
    private readonly ConcurrentDictionary<string, Latency> _latencies = new();
    private readonly ConcurrentDictionary<string, string> _unexpected = new();
    private int _bought;
    private int _paid;
    private int _done;

    public int Bought => Volatile.Read(ref _bought);

    /// <summary>Payments that the phone was told to have made.</summary>
    public int Paid => Volatile.Read(ref _paid);

    /// <summary>Refusals ("what slug") of another status than 409 that this kind of workload gives a reason for.</summary>
    public HashSet<string> Expected { get; } = [];

    public IReadOnlyDictionary<string, string> Unexpected => _unexpected;

    public IEnumerable<(string What, Latency Took)> Latencies =>
        _latencies.OrderBy(l => l.Key).Select(l => (l.Key, l.Value));

    public IEnumerable<string> Requests => _replies.Keys.Select(k => k.What).Distinct().Order();

    public void CountBought() => Interlocked.Increment(ref _bought);

    public void CountPaid() => Interlocked.Increment(ref _paid);

    public void CountDone() => Interlocked.Increment(ref _done);

    public void Record(string what, Reply reply, TimeSpan took)
    {
        _replies.AddOrUpdate((what, reply.Kind, reply.Slug), 1, (_, count) => count + 1);
        if (reply.Accepted)
            _latencies.GetOrAdd(what, _ => new()).Record(took);
        // 409 is a refusal; 429, 503 and silence are unknown; the workload gives no reason for anything else.
        else if (reply.Status is not (0 or 409 or 429 or 503) && !Expected.Contains($"{what} {reply.Slug}"))
            _unexpected.TryAdd($"{what} {reply.Slug} ({reply.Status})", Reply.Beginning(reply.Body));
    }

    public string Of(string what, ReplyKind kind)
    {
        var slugs = _replies.Where(a => a.Key.What == what && a.Key.Kind == kind).OrderByDescending(a => a.Value);
        var text = string.Join(", ", slugs.Select(k => $"{k.Key.Slug} {k.Value:N0}"));
        return text.Length == 0 ? "-" : text;
    }

    public string Line(int customers) =>
        $"  {Bought:N0} orders, {Paid:N0} payments, {Volatile.Read(ref _done):N0} of {customers:N0} customers are through";
}
