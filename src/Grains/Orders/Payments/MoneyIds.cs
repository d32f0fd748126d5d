using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace FuelGrains.Grains.Orders.Payments;

/// <summary>
/// The numbers under which the gateway knows our attempts and refunds: derived, so that a retry takes the same one. WeChat allows
/// at most 32 characters of <c>[0-9A-Za-z_-]</c> and tells upper from lower case in only some of its systems: ours are lower.
/// </summary>
public static class MoneyIds
{
    // Crockford's base 32: no letter that is taken for a digit.
    private const string Digits = "0123456789abcdefghjkmnpqrstvwxyz";
    private const int IdLength = 26;

    /// <summary>The first letter of a number of an order's; automatic ones begin with their payment's, p.</summary>
    internal const char OfOrder = 'r';

    /// <summary>The number of one attempt to pay an order.</summary>
    public static string OutTradeNo(OrderId order, int attempt) => Numbered(Text(order.Value), attempt);

    /// <summary>The number of a refund that somebody asked for: of an order, or of money that no order knows.</summary>
    public static string RefundNo(OrderId? order, string transactionId, int number) =>
        order is { } id
            ? Numbered($"{OfOrder}{Text(id.Value)}", number)
            : Numbered(AutomaticRefundNo(transactionId), number);

    /// <summary>The number of the refund that late, double or orphan money gets by itself: one for each payment, for ever.</summary>
    public static string AutomaticRefundNo(string transactionId) => $"p{Text(Hash(transactionId))}";

    /// <summary>The number of the refund that a fuel order gets by itself when its fuel costs less than was paid: one an order, for ever.</summary>
    public static string RemainderNo(OrderId order) => $"t{Text(order.Value)}";

    /// <summary>The number of the refund that ends a fuel order: all that was still kept of its money, or what staff do not keep.</summary>
    public static string LastRefundNo(OrderId order) => $"s{Text(order.Value)}";

    /// <summary>The key of the grain that looks after money under a number that no order of ours has.</summary>
    public static Guid OrphanKey(string outTradeNo) => Hash(outTradeNo);

    private static string Numbered(string stem, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{stem}-{number}");

    private static Guid Hash(string text) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16), bigEndian: true);

    private static string Text(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        var value = new UInt128(
            System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(bytes),
            System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(bytes[8..])
        );
        Span<char> text = stackalloc char[IdLength];
        for (var i = IdLength - 1; i >= 0; i--, value >>= 5)
            text[i] = Digits[(int)(value & 31)];
        return new(text);
    }
}
