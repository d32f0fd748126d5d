using System.Diagnostics.CodeAnalysis;

namespace FuelGrains.GrainInterfaces.Stations;

/// <summary>Names one fuel station.</summary>
[GenerateSerializer, Immutable, Alias("fuel.station-id")]
public readonly record struct StationId([property: Id(0)] Guid Value) : IParsable<StationId>
{
    /// <summary>A fresh id, version 7: ids made later sort later, so an index grows at its end.</summary>
    public static StationId New(TimeProvider time) => new(Guid.CreateVersion7(time.GetUtcNow()));

    public static StationId Parse(string s, IFormatProvider? provider) => new(Guid.Parse(s, provider));

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out StationId result)
    {
        var parsed = Guid.TryParseExact(s, "D", out var value);
        result = new(value);
        return parsed;
    }

    public override string ToString() => Value.ToString("D");
}
