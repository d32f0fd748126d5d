using System.Globalization;

namespace FuelGrains.GrainInterfaces.Stations;

/// <summary>Names one pump of a station by the number that stands on it; the only place that knows how the grain key is written.</summary>
[GenerateSerializer, Immutable, Alias("fuel.pump-key")]
public readonly record struct PumpKey([property: Id(0)] StationId Station, [property: Id(1)] int Number)
{
    public static PumpKey Parse(string key)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        return new(
            new StationId(Guid.ParseExact(key.AsSpan(0, slash), "D")),
            int.Parse(key.AsSpan(slash + 1), CultureInfo.InvariantCulture)
        );
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Station}/{Number}");
}
