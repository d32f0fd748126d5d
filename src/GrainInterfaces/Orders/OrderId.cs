using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace FuelGrains.GrainInterfaces.Orders;

/// <summary>Names one order.</summary>
[GenerateSerializer, Immutable, Alias("fuel.order-id")]
public readonly record struct OrderId([property: Id(0)] Guid Value) : IParsable<OrderId>
{
    /// <summary>A fresh id, version 7: later ids sort later, so an index grows at its end.</summary>
    public static OrderId New(TimeProvider time) => new(Guid.CreateVersion7(time.GetUtcNow()));

    /// <summary>The millisecond the id was made in: a version 7 id begins with it.</summary>
    public DateTimeOffset CreatedAt
    {
        get
        {
            Span<byte> bytes = stackalloc byte[16];
            Value.TryWriteBytes(bytes, bigEndian: true, out _);
            return DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(bytes) >> 16);
        }
    }

    public static OrderId Parse(string s, IFormatProvider? provider) => new(Guid.Parse(s, provider));

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out OrderId result)
    {
        var parsed = Guid.TryParseExact(s, "D", out var value);
        result = new(value);
        return parsed;
    }

    public override string ToString() => Value.ToString("D");
}
