using System.Globalization;
using FuelGrains.WeChatSimulator.Customers;
using FuelGrains.WeChatSimulator.Hosting;
using FuelGrains.WeChatSimulator.Ops;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FuelGrains.WeChatSimulator.Orders.Shipping;

/// <summary>Answers upload_shipping_info and is_trade_managed. A wrong member gets the code that WeChat lists for it.</summary>
internal sealed class ShippingEndpoints(FaultyWire wire, TradeBook book, AccessTokens tokens, SimulatorKeys keys)
{
    private const int MaxParcels = 15;
    private const int MaxItem = 120;
    private const int Express = 1;
    private const int Split = 2;

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/wxa/sec/order/upload_shipping_info", http => AnswerAsync(http, "shipping", Upload));
        app.MapPost("/wxa/sec/order/is_trade_managed", http => AnswerAsync(http, "trade-managed", Managed));
    }

    private Task AnswerAsync(HttpContext http, string operation, Func<Asked, Reply> act) =>
        wire.PlainAsync(
            http,
            operation,
            body =>
                !tokens.IsValid(http.Request.Query["access_token"])
                    ? Reply.ErrorCode(40001, "invalid credential, access_token is invalid or not latest")
                : Asked.Read(body) is { } ask ? act(ask)
                : Reply.ErrorCode(47001, "data format error")
        );

    private Reply Managed(Asked ask) =>
        ask.Text("appid") switch
        {
            null or "" => Reply.ErrorCode(40097, "invalid args"),
            var appId when appId != keys.AppId => Reply.ErrorCode(40013, "invalid appid"),
            _ => Reply.Json(
                new
                {
                    errcode = 0,
                    errmsg = "ok",
                    is_trade_managed = book.Managed,
                }
            ) with
            {
                ContentType = "text/plain",
            },
        };

    private Reply Upload(Asked ask)
    {
        if (ask.In("order_key") is not { } key || ask.In("payer") is not { } payer)
            return Reply.ErrorCode(47001, "data format error");
        if (WrongKey(key) is { } wrongKey)
            return wrongKey;
        var (logistics, mode) = (ask.Number("logistics_type"), ask.Number("delivery_mode"));
        if (logistics is not (>= 1 and <= 4))
            return Reply.ErrorCode(10060005, "物流类型有误");
        if (mode is not (1 or Split))
            return Reply.ErrorCode(268485224, "发货模式非法");
        if (mode == Split && logistics != Express)
            return Reply.ErrorCode(10060006, "非快递发货时不允许分拆发货");
        if (mode == Split && !ask.Json.TryGetProperty("is_all_delivered", out _))
            return Reply.ErrorCode(10060007, "分拆发货模式下必须填写 is_all_delivered");
        if (ask.List("shipping_list") is not { } parcels)
            return Reply.ErrorCode(10060014, "shipping_list");
        if (WrongParcels(parcels, logistics.Value, mode.Value) is { } wrongParcels)
            return wrongParcels;
        if (Time(ask.Text("upload_time")) is not { } uploadTime)
            return Reply.ErrorCode(268485216, "上传时间非法，请按照 RFC 3339 格式填写");
        if (payer.Text("openid") is not { Length: > 0 and <= 128 } openId)
            return Reply.ErrorCode(10060014, "openid");
        return book.Ship(
            new(
                key.Number("order_number_type") == 2 ? key.Text("transaction_id") : null,
                key.Text("mchid"),
                key.Text("out_trade_no"),
                (int)logistics.Value,
                string.Join("；", parcels.Select(parcel => parcel.Text("item_desc"))),
                uploadTime,
                openId
            )
        );
    }

    private static Reply? WrongKey(Asked key) =>
        key.Number("order_number_type") switch
        {
            1 when Empty(key, "mchid") => Reply.ErrorCode(268485196, "商户侧单号形式下 mchid 字段不能为空"),
            1 when Empty(key, "out_trade_no") => Reply.ErrorCode(
                268485197,
                "商户侧单号形式下 out_trade_no 字段不能为空"
            ),
            2 when Empty(key, "transaction_id") => Reply.ErrorCode(
                268485195,
                "微信支付单号形式下 transaction_id 字段不能为空"
            ),
            1 or 2 => null,
            _ => Reply.ErrorCode(268485194, "订单单号类型非法"),
        };

    private static Reply? WrongParcels(IReadOnlyList<Asked> parcels, long logistics, long mode)
    {
        if (mode != Split && parcels.Count != 1)
            return Reply.ErrorCode(268485228, "统一发货模式下，物流信息列表长度必须为 1");
        if (parcels.Count > MaxParcels)
            return Reply.ErrorCode(10060024, "物流信息列表太长");
        foreach (var parcel in parcels)
        {
            if (Empty(parcel, "item_desc"))
                return Reply.ErrorCode(10060008, "商品描述 item_desc 字段不能为空");
            if (parcel.Text("item_desc")!.Length > MaxItem)
                return Reply.ErrorCode(10060009, "商品描述 item_desc 字段太长");
            if (logistics == Express && Empty(parcel, "tracking_no"))
                return Reply.ErrorCode(268485226, "物流单号不能为空");
            if (logistics == Express && Empty(parcel, "express_company"))
                return Reply.ErrorCode(268485227, "物流公司编码不能为空");
        }
        return null;
    }

    private static bool Empty(Asked ask, string name) => string.IsNullOrEmpty(ask.Text(name));

    private static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParseExact(
            text,
            ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var time
        )
            ? time
            : null;
}
