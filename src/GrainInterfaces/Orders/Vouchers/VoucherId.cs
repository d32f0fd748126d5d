using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace FuelGrains.GrainInterfaces.Orders.Vouchers;

/// <summary>Names one voucher. An id redeems nothing; only the voucher's code does.</summary>
[GenerateSerializer, Immutable, Alias("fuel.voucher-id")]
public readonly record struct VoucherId([property: Id(0)] Guid Value) : IParsable<VoucherId>
{
    /// <summary>
    /// The id of an order's voucher, the same however often the voucher is issued. The id begins with the order's millisecond,
    /// so that later
    /// orders' vouchers sort later, and goes on with a hash.
    /// </summary>
    public static VoucherId Of(OrderId order, int unit)
    {
        Span<byte> input = stackalloc byte[20];
        order.Value.TryWriteBytes(input, bigEndian: true, out _);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(input[16..], unit);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(input, hash);
        var id = hash[..16];
        input[..6].CopyTo(id);
        id[6] = (byte)(id[6] & 0x0F | 0x70);
        id[8] = (byte)(id[8] & 0x3F | 0x80);
        return new(new Guid(id, bigEndian: true));
    }

    public static VoucherId Parse(string s, IFormatProvider? provider) => new(Guid.Parse(s, provider));

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out VoucherId result)
    {
        var parsed = Guid.TryParseExact(s, "D", out var value);
        result = new(value);
        return parsed;
    }

    public override string ToString() => Value.ToString("D");
}
