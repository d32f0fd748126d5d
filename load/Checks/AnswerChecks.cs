using System.Globalization;
using FuelGrains.Load.Burst;

namespace FuelGrains.Load.Checks;

/// <summary>What the answers show by themselves, before anybody is asked again.</summary>
internal static class AnswerChecks
{
    private const string Where = "answers";

    public static IEnumerable<Check> Of(BurstRecord told, BurstTally tally)
    {
        var twice = told
            .Acknowledged.GroupBy(p => p.Last.OrderId)
            .Where(o => o.Count() > 1)
            .Select(o => o.Key)
            .ToList();
        yield return Check.None(Where, "duplicated = 0: no order acknowledged to two presses", twice);
        yield return Check.None(
            Where,
            "answers outside the contract = 0",
            [.. tally.Unforeseen.Select(u => $"{u.Key}: {u.Value}")]
        );
    }

    /// <summary>Every so many-th acknowledged press, to be pressed again now that nothing is free.</summary>
    public static IReadOnlyList<PressOutcome> Sample(BurstRecord told, int size)
    {
        var step = Math.Max(1, told.Acknowledged.Count / Math.Max(1, size));
        return [.. told.Acknowledged.Where((_, i) => i % step == 0).Take(size)];
    }

    /// <summary>The same key must give its first answer back, byte for byte, and say that it is a repetition.</summary>
    public static Check OfReplays(IReadOnlyList<PressOutcome> first, IReadOnlyList<PressOutcome> again)
    {
        var wrong = first
            .Zip(again)
            .Where(pair =>
                !pair.Second.Acknowledged || !pair.Second.Last.Replayed || pair.First.Last.Body != pair.Second.Last.Body
            )
            .Select(pair =>
                $"{pair.First.Press.Key} answered {pair.Second.Last.Slug}{(pair.Second.Last.Replayed ? "" : " (not marked as replayed)")}"
            )
            .ToList();
        return Check.None(
            Where,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{first.Count:N0} keys pressed again: other than the first answer = 0"
            ),
            wrong
        );
    }
}
