using System.Diagnostics.CodeAnalysis;

namespace FuelGrains.GrainInterfaces.Stations;

/// <summary>Names one product that a chain sells.</summary>
[GenerateSerializer, Immutable, Alias("fuel.product-id")]
public readonly record struct ProductId([property: Id(0)] Guid Value) : IParsable<ProductId>
{
    /// <summary>A fresh id, version 7: ids made later sort later, so an index grows at its end.</summary>
    public static ProductId New(TimeProvider time) => new(Guid.CreateVersion7(time.GetUtcNow()));

    public static ProductId Parse(string s, IFormatProvider? provider) => new(Guid.Parse(s, provider));

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ProductId result)
    {
        var parsed = Guid.TryParseExact(s, "D", out var value);
        result = new(value);
        return parsed;
    }

    public override string ToString() => Value.ToString("D");
}
