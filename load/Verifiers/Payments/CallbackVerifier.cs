namespace FuelGrains.Load.Verifiers.Payments;

/// <summary>Verifies how the product answered WeChat's callbacks, by the clock of the journal: p99 under 1 s, none over 3 s.</summary>
internal sealed class CallbackVerifier
{
    private const double P99LimitMs = 1_000;
    private const double LongestMs = 3_000;

    private readonly List<Notify> _unanswered;
    private readonly List<Notify> _refused;

    public CallbackVerifier(PaymentHistory all, IReadOnlyList<Outage> outages)
    {
        var sent = all.Journal.Notifies.Where(n => n.Sent).ToList();
        var silent = sent.Where(n => !n.Answered).ToList();
        _unanswered = [.. silent.Where(n => !outages.Any(o => o.Touches(n.From, n.At)))];
        Dead = silent.Count - _unanswered.Count;
        // A callback about a wrong payment may be refused: WeChat is told that something is amiss.
        var wrong = all.Journal.Payments.Where(all.IsWrong).Select(p => p.OutTradeNo).ToHashSet();
        _refused = [.. sent.Where(n => n.Status is >= 300 and < 500 && !wrong.Contains(n.Number))];
        foreach (var notify in sent.Where(n => n.Answered))
        {
            Answered.Record(TimeSpan.FromMilliseconds(notify.Ms));
            Statuses[notify.Status] = Statuses.GetValueOrDefault(notify.Status) + 1;
        }
    }

    /// <summary>The times of callbacks that got any answer.</summary>
    public Latency Answered { get; } = new();
    public SortedDictionary<int, int> Statuses { get; } = [];

    /// <summary>Callbacks without an answer because the product was dead; they are no failure.</summary>
    public int Dead { get; }

    public IEnumerable<Check> Times()
    {
        var checks = new Checks("callbacks");
        var (p99, max) = (Answered.Milliseconds(99), Answered.Milliseconds(100));
        checks.That("p99 of the answers under 1 s", p99 < P99LimitMs, $"{p99:N0} ms");
        checks.That("none of them over 3 s", max <= LongestMs, $"{max:N0} ms");
        return checks;
    }

    public IEnumerable<Check> Checks()
    {
        var checks = new Checks("callbacks");
        checks["without an answer while the product ran = 0"] = _unanswered.Select(Name);
        checks["genuine and refused = 0"] = _refused.Select(Name);
        return checks;
    }

    private static string Name(Notify n) =>
        $"{n.About} {n.Number} attempt {n.Attempt}: {n.Status} after {n.Ms:N0} ms at {n.At:HH:mm:ss.fff}";
}
