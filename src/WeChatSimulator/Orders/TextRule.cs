using System.Text;
using System.Text.RegularExpressions;

namespace FuelGrains.WeChatSimulator.Orders;

/// <summary>
/// The length and the form of a text in a request to WeChat Pay. WeChat's refusals count bytes of UTF-8 (字节数), also where its documents
/// say characters.
/// </summary>
/// <param name="Name">The name of the member in WeChat's refusals.</param>
/// <param name="Least">The fewest bytes; 0: the member may be missing.</param>
internal sealed partial record TextRule(string Name, int Least, int Most, Regex? Form = null)
{
    public static readonly TextRule OutTradeNo = new("商户订单号", 6, 32, PaymentNumber());
    public static readonly TextRule OutRefundNo = new("商户退款单号", 1, 64, RefundNumber());

    private static readonly (string Path, TextRule Rule)[] Goods =
    [
        ("merchant_goods_id", new("商户侧商品编码", 1, 32)),
        ("wechatpay_goods_id", new("微信支付商品编码", 0, 32)),
        ("goods_name", new("商品名称", 0, 256)),
    ];

    private static readonly (string Path, TextRule Rule)[] Prepay =
    [
        ("description", new("商品描述", 1, 127)),
        ("attach", new("附加数据", 0, 128)),
        ("notify_url", new("通知地址", 1, 256)),
        ("goods_tag", new("订单优惠标记", 0, 32)),
        ("payer/openid", new("用户标识", 1, 128)),
        ("detail/invoice_id", new("商品小票ID", 0, 32)),
    ];

    private static readonly (string Path, TextRule Rule)[] Refund =
    [
        ("reason", new("退款原因", 0, 80)),
        ("notify_url", new("退款结果回调url", 0, 256)),
    ];

    public static Reply? RefusalOfPrepay(Asked ask) => Refusal(ask, Prepay, ask.In("detail"), "detail/");

    public static Reply? RefusalOfRefund(Asked ask) => Refusal(ask, Refund, ask, "");

    /// <summary>WeChat's refusal of the text; null: WeChat takes the text.</summary>
    public Reply? Refusal(string path, string? text)
    {
        if (text is null)
            return Least == 0 ? null : Refuse(path, "", "必填性规则校验失败，此字段为必填项");
        var bytes = Encoding.UTF8.GetByteCount(text);
        if (bytes < Least)
            return Refuse(path, bytes, $"字符串规则校验失败，字节数 {bytes}，小于最小值 {Least}");
        if (bytes > Most)
            return Refuse(path, bytes, $"字符串规则校验失败，字节数 {bytes}，大于最大值 {Most}");
        return Form?.IsMatch(text) == false
            ? Refuse(path, text, $"字符串规则校验失败，字符串必须匹配正则表达式“{Form}”")
            : null;
    }

    private static Reply? Refusal(Asked ask, (string Path, TextRule Rule)[] rules, Asked? detail, string at)
    {
        foreach (var (path, rule) in rules)
            if (rule.Refusal(path, ask.At(path)) is { } refusal)
                return refusal;
        foreach (var (i, goods) in (detail?.List("goods_detail") ?? []).Index())
        foreach (var (path, rule) in Goods)
            if (rule.Refusal($"{at}goods_detail/{i}/{path}", goods.Text(path)) is { } refusal)
                return refusal;
        return null;
    }

    private Reply Refuse(string path, object value, string why) =>
        Reply.Json(
            new
            {
                code = "PARAM_ERROR",
                detail = new { location = "body", value },
                message = $"输入源“/body/{path}”映射到值字段“{Name}”{why}",
            },
            400
        );

    [GeneratedRegex(@"^[0-9a-zA-Z_\-\|\*]+$")]
    private static partial Regex PaymentNumber();

    [GeneratedRegex(@"^[0-9a-zA-Z_\-\|\*@]+$")]
    private static partial Regex RefundNumber();
}
