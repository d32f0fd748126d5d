using System.Diagnostics.CodeAnalysis;

namespace FuelGrains.GrainInterfaces.Orders;

/// <summary>Names one order.</summary>
[GenerateSerializer, Immutable, Alias("fuel.order-id")]
public readonly record struct OrderId([property: Id(0)] Guid Value) : IParsable<OrderId>
{
    /// <summary>A fresh id, version 7: ids made later sort later, so an index grows at its end.</summary>
    public static OrderId New(TimeProvider time) => new(Guid.CreateVersion7(time.GetUtcNow()));

    public static OrderId Parse(string s, IFormatProvider? provider) => new(Guid.Parse(s, provider));

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out OrderId result)
    {
        var parsed = Guid.TryParseExact(s, "D", out var value);
        result = new(value);
        return parsed;
    }

    public override string ToString() => Value.ToString("D");
}
