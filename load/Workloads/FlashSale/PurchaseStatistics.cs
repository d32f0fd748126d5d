namespace FuelGrains.Load.Workloads.FlashSale;

/// <summary>Counts and latencies of purchases, written by all connections at once.</summary>
internal sealed class PurchaseStatistics : ReplyStatistics
{
    private const string Buy = "buy";

    /// <summary>The replies that the contract names. Any other reply is a finding, whatever its status.</summary>
    private static readonly HashSet<string> Expected = (
        "accepted all-held sold-out not-enough limit-reached let-go-limit give-way not-started in-progress too-many-requests "
        + "busy unavailable timeout connection"
    )
        .Split(' ')
        .ToHashSet();

    private int _finished;
    private int _retries;
    private int _replayed;
    private long _lastAccepted;

    public long Started { get; set; }
    public long Ended { get; set; }

    /// <summary>The CPU time of this program: the product had only the rest of the machine.</summary>
    public TimeSpan GeneratorCpu { get; set; }

    /// <summary>The timestamp of the last acknowledged order; refusals go on after it.</summary>
    public long LastAccepted => Interlocked.Read(ref _lastAccepted);
    public Latency Accepted { get; } = new();
    public Latency Refused { get; } = new();

    /// <summary>From the opening of the sale to the final reply: a customer's wait with the queue for a connection.</summary>
    public Latency SinceOpening { get; } = new();
    public int Sent => Enum.GetValues<ReplyKind>().Sum(Count);
    public int Retries => _retries;
    public int Replayed => _replayed;

    public string Of(ReplyKind kind) => Count(kind) == 0 ? "none" : $"{Count(kind):N0}: {Of(Buy, kind)}";

    public void Record(Reply reply, int attempt, TimeSpan took, long answered)
    {
        Count(Buy, reply, Expected.Contains(reply.Slug) ? null : reply.Slug);
        if (attempt > 1)
            Interlocked.Increment(ref _retries);
        if (reply.Replayed)
            Interlocked.Increment(ref _replayed);
        if (reply.Kind == ReplyKind.Refused)
            Refused.Record(took);
        if (!reply.Accepted)
            return;
        Accepted.Record(took);
        for (var seen = LastAccepted; answered > seen; seen = LastAccepted)
            if (Interlocked.CompareExchange(ref _lastAccepted, answered, seen) == seen)
                break;
    }

    public void Finish(TimeSpan sinceOpening)
    {
        SinceOpening.Record(sinceOpening);
        Interlocked.Increment(ref _finished);
    }

    public string Line(int purchases) =>
        $"  answered {_finished:N0} of {purchases:N0}: {Count(ReplyKind.Accepted):N0} accepted, {Count(ReplyKind.Refused):N0} refused; "
        + $"{Count(ReplyKind.Unknown):N0} unknown replies, {_retries:N0} retries";
}
