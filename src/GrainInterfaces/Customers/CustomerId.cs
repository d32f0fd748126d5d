using System.Diagnostics.CodeAnalysis;

namespace FuelGrains.GrainInterfaces.Customers;

/// <summary>Names one customer of the mini-program.</summary>
[GenerateSerializer, Immutable, Alias("fuel.customer-id")]
public readonly record struct CustomerId([property: Id(0)] Guid Value) : IParsable<CustomerId>
{
    /// <summary>A fresh id, version 7: ids made later sort later, so an index grows at its end.</summary>
    public static CustomerId New(TimeProvider time) => new(Guid.CreateVersion7(time.GetUtcNow()));

    public static CustomerId Parse(string s, IFormatProvider? provider) => new(Guid.Parse(s, provider));

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out CustomerId result)
    {
        var parsed = Guid.TryParseExact(s, "D", out var value);
        result = new(value);
        return parsed;
    }

    public override string ToString() => Value.ToString("D");
}
