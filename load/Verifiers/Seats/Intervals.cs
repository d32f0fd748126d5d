namespace FuelGrains.Load.Verifiers.Seats;

/// <summary>Intervals of time that must not overlap.</summary>
internal static class Intervals
{
    /// <summary>Returns whether an interval begins before another has ended.</summary>
    /// <param name="spans">An interval without an end lasts for ever.</param>
    /// <param name="tolerance">The overlap that two may have.</param>
    public static bool Overlap(IEnumerable<(DateTimeOffset From, DateTimeOffset? To)> spans, TimeSpan tolerance)
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
