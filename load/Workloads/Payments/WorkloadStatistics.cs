using System.Collections.Concurrent;

namespace FuelGrains.Load.Workloads.Payments;

/// <summary>Counts and latencies of a workload, written by all customers at once.</summary>
internal sealed class WorkloadStatistics : ReplyStatistics
{
    private readonly ConcurrentDictionary<string, Latency> _latencies = new();
    private int _bought;
    private int _paid;
    private int _done;

    public int Bought => Volatile.Read(ref _bought);

    /// <summary>Payments that the phone was told to have made.</summary>
    public int Paid => Volatile.Read(ref _paid);

    /// <summary>Refusals ("what slug") of another status than 409 that this kind of workload gives a reason for.</summary>
    public HashSet<string> Expected { get; } = [];

    public IEnumerable<(string What, Latency Took)> Latencies =>
        _latencies.OrderBy(l => l.Key).Select(l => (l.Key, l.Value));

    public void CountBought() => Interlocked.Increment(ref _bought);

    public void CountPaid() => Interlocked.Increment(ref _paid);

    public void CountDone() => Interlocked.Increment(ref _done);

    public void Record(string what, Reply reply, TimeSpan took)
    {
        var name = $"{what} {reply.Slug}";
        if (reply.Accepted)
            _latencies.GetOrAdd(what, _ => new()).Record(took);
        // 409 is a refusal; 429, 503 and silence are unknown; the workload gives no reason for anything else.
        var expected = reply.Accepted || reply.Status is 0 or 409 or 429 or 503 || Expected.Contains(name);
        Count(what, reply, expected ? null : $"{name} ({reply.Status})");
    }

    public string Line(int customers) =>
        $"  {Bought:N0} orders, {Paid:N0} payments, {Volatile.Read(ref _done):N0} of {customers:N0} customers are through";
}
