using System.Globalization;

namespace FuelGrains.Load.Checks;

/// <summary>One promise, where it was looked at, and what was found.</summary>
internal sealed record Check(string Where, string Promise, bool Held, string Found)
{
    public static Check Of(string where, string promise, bool held, FormattableString found) =>
        new(where, promise, held, found.ToString(CultureInfo.InvariantCulture));

    /// <summary>A list of offenders that must be empty; names the first few.</summary>
    public static Check None<T>(string where, string promise, IReadOnlyCollection<T> offenders)
    {
        const int Named = 3;
        return offenders.Count == 0
            ? new(where, promise, true, "0")
            : Of(
                where,
                promise,
                false,
                $"{offenders.Count:N0}, for example {string.Join(", ", offenders.Take(Named))}"
            );
    }
}
