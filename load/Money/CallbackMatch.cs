using System.Globalization;
using FuelGrains.Load.Checks;
using FuelGrains.Load.Reports;

namespace FuelGrains.Load.Money;

/// <summary>How the product answered WeChat's callbacks, by WeChat's own clock.</summary>
internal sealed class CallbackMatch
{
    private const string Where = "callbacks";
    private const double P99LimitMs = 1_000;
    private const double LongestMs = 3_000;

    private readonly List<Notify> unanswered;
    private readonly List<Notify> refused;

    private CallbackMatch(List<Notify> unanswered, List<Notify> refused, IEnumerable<Notify> answered, int dead)
    {
        (this.unanswered, this.refused, Dead) = (unanswered, refused, dead);
        foreach (var notify in answered)
        {
            Answered.Record(TimeSpan.FromMilliseconds(notify.Ms));
            Statuses[notify.Status] = Statuses.GetValueOrDefault(notify.Status) + 1;
        }
    }

    /// <summary>Every callback that got any answer, whatever it said.</summary>
    public Latency Answered { get; } = new();

    public SortedDictionary<int, int> Statuses { get; } = [];

    /// <summary>Without an answer because there was nobody to give one; counted apart.</summary>
    public int Dead { get; }

    public static CallbackMatch Of(Evidence all, IReadOnlyList<Outage> outages)
    {
        var sent = all.Journal.Notifies.Where(n => n.Sent).ToList();
        var silent = sent.Where(n => !n.Answered).ToList();
        var unanswered = silent.Where(n => !outages.Any(o => o.Touches(n.From, n.At))).ToList();
        // What was paid wrongly may be refused: WeChat is told that something is amiss.
        var wrong = all.Journal.Payments.Where(all.IsWrong).Select(p => p.OutTradeNo).ToHashSet();
        var refused = sent.Where(n => n.Status is >= 300 and < 500 and not 429 && !wrong.Contains(n.Number)).ToList();
        return new(unanswered, refused, sent.Where(n => n.Answered), silent.Count - unanswered.Count);
    }

    public IEnumerable<Check> Times()
    {
        var (p99, max) = (Answered.Milliseconds(99), Answered.Milliseconds(100));
        yield return Check.Of(Where, "p99 of the answers under 1 s", p99 < P99LimitMs, $"{p99:N0} ms");
        yield return Check.Of(Where, "none of them over 3 s", max <= LongestMs, $"{max:N0} ms");
    }

    public IEnumerable<Check> Checks()
    {
        yield return Check.None(Where, "without an answer while the product ran = 0", [.. unanswered.Select(Name)]);
        yield return Check.None(Where, "genuine and refused = 0", [.. refused.Select(Name)]);
    }

    private static string Name(Notify n) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{n.About} {n.Number} attempt {n.Attempt}: {n.Status} after {n.Ms:N0} ms at {n.At:HH:mm:ss.fff}"
        );
}
