namespace FuelGrains.Load.Teams;

/// <summary>Spans of time that must not meet.</summary>
internal static class Spans
{
    /// <summary>Whether one begins before another has ended.</summary>
    /// <param name="spans">Without an end: it lasts for ever.</param>
    /// <param name="tolerance">By so much two may meet.</param>
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
