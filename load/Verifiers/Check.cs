namespace FuelGrains.Load.Verifiers;

/// <summary>A verified promise.</summary>
/// <param name="Where">What was looked at.</param>
/// <param name="Found">The finding, for the report.</param>
internal sealed record Check(string Where, string Promise, bool Held, string Found)
{
    public static Check Of(string where, string promise, bool held, string found) => new(where, promise, held, found);

    /// <summary>Verifies that a list of offenders is empty; names the first few.</summary>
    public static Check None<T>(string where, string promise, IEnumerable<T> offenders)
    {
        const int Named = 3;
        var all = offenders.ToList();
        return all.Count == 0
            ? new(where, promise, true, "0")
            : new(where, promise, false, $"{all.Count:N0}, for example {string.Join(", ", all.Take(Named))}");
    }
}
