using System.Text.RegularExpressions;

namespace FuelGrains.Grains.Orders.Gateway;

/// <summary>
/// Every limit that WeChat sets to a text of ours, with its unit. The table in docs/wechat.md names the source of each.
/// </summary>
public static partial class WeChatLimits
{
    // Members of prepay (pay.weixin.qq.com/doc/v3/merchant/4012791856). Its document says characters, its refusals count bytes.
    public static readonly TextLimit Description = new(TextUnit.Bytes, 127, Least: 1);
    public static readonly TextLimit Attach = new(TextUnit.Bytes, 128);
    public static readonly TextLimit OutTradeNo = new(TextUnit.Bytes, 32, Least: 6);

    // Members of goods_detail, in prepay and in refund.
    public static readonly TextLimit GoodsId = new(TextUnit.Bytes, 32, Least: 1);
    public static readonly TextLimit GoodsName = new(TextUnit.Bytes, 256);

    // Members of refund (pay.weixin.qq.com/doc/v3/merchant/4012791903).
    public static readonly TextLimit RefundReason = new(TextUnit.Bytes, 80);
    public static readonly TextLimit OutRefundNo = new(TextUnit.Bytes, 64, Least: 1);

    // A member of upload_shipping_info. Its document says 字, which the strictest reading counts in UTF-16 units.
    public static readonly TextLimit ShippingItem = new(TextUnit.Characters, 120, Least: 1);

    private const string Ellipsis = "…";

    // Values of subscribe messages (developers.weixin.qq.com, limits of template values), by the kind that a field's name begins with.
    // A cut number, amount, time or plate would be another one, so those kinds are not here: WeChat refuses them when they are wrong.
    private static readonly Dictionary<string, TextLimit> OfKind = new()
    {
        ["thing"] = new(TextUnit.Characters, 20, Least: 1),
        ["character_string"] = new(TextUnit.Characters, 32, Least: 1),
        ["letter"] = new(TextUnit.Characters, 32, Least: 1),
        ["symbol"] = new(TextUnit.Characters, 5, Least: 1),
        ["name"] = new(TextUnit.Characters, 10, Least: 1),
        ["phrase"] = new(TextUnit.Characters, 5, Least: 1),
    };

    /// <summary>The limit of a template's field, such as <c>thing1</c>; null: the value of this kind is never cut.</summary>
    private static TextLimit? OfField(string field) => OfKind.GetValueOrDefault(field.TrimEnd([.. "0123456789"]));

    /// <summary>The value of a template's field as WeChat takes it: without control characters, and cut where a cut does no harm.</summary>
    public static string Fit(string field, string value)
    {
        var line = ControlCharacters().Replace(value, " ");
        if (OfField(field) is not { } limit || limit.Cut(line) is var cut && cut == line)
            return line;
        // Only a thing has room for the sign that something is missing: a phrase holds Chinese characters alone.
        return field.StartsWith("thing", StringComparison.Ordinal)
            ? (limit with { Most = limit.Most - Ellipsis.Length }).Cut(line) + Ellipsis
            : cut;
    }

    [GeneratedRegex(@"\p{Cc}+")]
    private static partial Regex ControlCharacters();
}
