using System.Collections;

namespace FuelGrains.Load.Verifiers;

/// <summary>A verified promise.</summary>
/// <param name="Where">What was looked at.</param>
/// <param name="Found">The finding, for the report.</param>
internal sealed record Check(string Where, string Promise, bool Held, string Found)
{
    /// <summary>False: the run did not look, and <see cref="Found"/> says why.</summary>
    public bool Judged { get; private init; } = true;

    public string Verdict =>
        !Judged ? "not judged"
        : Held ? "held"
        : "FAILED";

    /// <summary>A promise that this run cannot judge; no run fails for it.</summary>
    public static Check NotJudged(string where, string promise, string why) =>
        new(where, promise, true, why) { Judged = false };

    /// <summary>Verifies that a list of offenders is empty; names the first few.</summary>
    public static Check None(string where, string promise, IEnumerable offenders)
    {
        const int Named = 3;
        var all = offenders.Cast<object?>().ToList();
        var examples = string.Join(", ", all.Take(Named));
        return new(where, promise, all.Count == 0, all.Count == 0 ? "0" : $"{all.Count:N0}, for example {examples}");
    }
}

/// <summary>The checks of one verifier.</summary>
/// <param name="where">What is looked at.</param>
internal sealed class Checks(string where) : IEnumerable<Check>
{
    private readonly List<Check> _checks = [];

    /// <summary>The offenders against a promise; there must be none.</summary>
    public IEnumerable this[string promise]
    {
        set => _checks.Add(Check.None(where, promise, value));
    }

    public Checks That(string promise, bool held, string found)
    {
        _checks.Add(new(where, promise, held, found));
        return this;
    }

    public IEnumerator<Check> GetEnumerator() => _checks.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>Queries that several verifiers ask.</summary>
internal static class Queries
{
    /// <summary>Returns the keys that more than one item has.</summary>
    public static IEnumerable<TKey> Repeated<T, TKey>(this IEnumerable<T> items, Func<T, TKey> key) =>
        items.GroupBy(key).Where(same => same.Count() > 1).Select(same => same.Key);

    /// <summary>Returns whether an interval begins before another has ended.</summary>
    /// <param name="spans">An interval without an end lasts for ever.</param>
    /// <param name="tolerance">The overlap that two may have.</param>
    public static bool Overlap(this IEnumerable<(DateTimeOffset From, DateTimeOffset? To)> spans, TimeSpan tolerance)
    {
        DateTimeOffset? until = null;
        foreach (var (from, to) in spans.OrderBy(s => s.From).ThenBy(s => s.To ?? DateTimeOffset.MaxValue))
        {
            if (until is { } busy && busy - from > tolerance)
                return true;
            var end = to ?? DateTimeOffset.MaxValue;
            until = until is { } before && before > end ? before : end;
        }
        return false;
    }
}
