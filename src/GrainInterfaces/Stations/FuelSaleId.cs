using System.Diagnostics.CodeAnalysis;

namespace FuelGrains.GrainInterfaces.Stations;

/// <summary>Names one sale of fuel at a pump.</summary>
[GenerateSerializer, Immutable, Alias("fuel.fuel-sale-id")]
public readonly record struct FuelSaleId([property: Id(0)] Guid Value) : IParsable<FuelSaleId>
{
    /// <summary>A fresh id, version 7: ids made later sort later, so an index grows at its end.</summary>
    public static FuelSaleId New(TimeProvider time) => new(Guid.CreateVersion7(time.GetUtcNow()));

    public static FuelSaleId Parse(string s, IFormatProvider? provider) => new(Guid.Parse(s, provider));

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out FuelSaleId result)
    {
        var parsed = Guid.TryParseExact(s, "D", out var value);
        result = new(value);
        return parsed;
    }

    public override string ToString() => Value.ToString("D");
}
