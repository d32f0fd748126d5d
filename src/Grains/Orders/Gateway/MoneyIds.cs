using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace FuelGrains.Grains.Orders.Gateway;

/// <summary>
/// The numbers under which the gateway knows our attempts and refunds. Each is derived, so that a retry uses the same number.
/// Both fit into the tighter of WeChat's two limits (<see cref="WeChatLimits.OutTradeNo"/>). WeChat distinguishes upper from lower case in
/// only some of its systems: our numbers are lower case.
/// </summary>
public static class MoneyIds
{
    // Crockford's base 32 has no letter that is easily read as a digit.
    private const string Digits = "0123456789abcdefghjkmnpqrstvwxyz";
    private const int IdLength = 26;

    /// <summary>The first letter of the numbers of an order's requested refunds; automatic refunds of a payment begin with p.</summary>
    internal const char OfOrder = 'r';

    /// <summary>The number of one attempt to pay an order.</summary>
    public static string OutTradeNo(OrderId order, int attempt) => Numbered(Text(order.Value), attempt);

    /// <summary>The number of a refund that a customer or staff requested: of an order, or of a payment without an order.</summary>
    public static string RefundNo(OrderId? order, string transactionId, int number) =>
        order is { } id
            ? Numbered($"{OfOrder}{Text(id.Value)}", number)
            : Numbered(AutomaticRefundNo(transactionId), number);

    /// <summary>The number of the automatic refund of a late, double or orphan payment: one number a payment, for ever.</summary>
    public static string AutomaticRefundNo(string transactionId) => $"p{Text(Hash(transactionId))}";

    /// <summary>
    /// The number of the automatic refund of a fuel order whose fuel costs less than was paid: one number an order, for ever.
    /// </summary>
    public static string RemainderNo(OrderId order) => $"t{Text(order.Value)}";

    /// <summary>
    /// The number of the refund that ends an order: all the money still kept for it, or the part that staff do not keep.
    /// </summary>
    public static string LastRefundNo(OrderId order) => $"s{Text(order.Value)}";

    /// <summary>The key of the grain that owns a payment whose number belongs to no order of ours.</summary>
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
