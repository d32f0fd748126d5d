using System.Globalization;
using System.Text.Json;
using FuelGrains.WeChatSimulator.Hosting;
using FuelGrains.WeChatSimulator.Ops;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FuelGrains.WeChatSimulator.Orders;

/// <summary>Answers prepay, query and close (pay.weixin.qq.com/doc/v3/merchant/4012791856, ...900, ...901).</summary>
internal sealed class TradeEndpoints(FaultyWire wire, TradeBook book, SimulatorKeys keys, Journal journal)
{
    public void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/v3/pay/transactions/jsapi", http => wire.PayAsync(http, "prepay", (body, _) => Prepay(body)));
        app.MapGet(
            "/v3/pay/transactions/out-trade-no/{number}",
            (HttpContext http, string number) =>
                wire.PayAsync(http, "query", (_, stale) => Query(http, book.Find(number), stale))
        );
        app.MapGet(
            "/v3/pay/transactions/id/{id}",
            (HttpContext http, string id) =>
                wire.PayAsync(http, "query", (_, stale) => Query(http, book.FindTransaction(id), stale))
        );
        app.MapPost(
            "/v3/pay/transactions/out-trade-no/{number}/close",
            (HttpContext http, string number) => wire.PayAsync(http, "close", (body, _) => Close(body, number))
        );
    }

    private Reply Prepay(byte[] body)
    {
        if (Asked.Read(body) is not { } ask)
            return Parameter("the body is no JSON object");
        if (ask.Text("appid") != keys.AppId || ask.Text("mchid") != keys.MerchantId)
            return Reply.Error(400, "APPID_MCHID_NOT_MATCH", "appid and mchid do not belong together");
        if (TextRule.RefusalOfPrepay(ask) is { } tooLong)
            return tooLong;
        if (ask.In("amount")?.Number("total") is not > 0)
            return Parameter("amount.total must be a positive number of fen");
        if (ask.In("amount")!.Text("currency") is not (null or "CNY"))
            return Parameter("amount.currency must be CNY");
        if (ask.Text("notify_url") is not { } notify || !IsAddress(notify))
            return Parameter("notify_url must be an http(s) address without a query");
        DateTimeOffset? expires = null;
        if (ask.Text("time_expire") is { } text)
        {
            if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var at))
                return Parameter("time_expire must be RFC 3339");
            expires = at;
        }
        var (trade, refusal) = book.Prepare(
            ask.Text("out_trade_no") ?? "",
            new(
                ask.Text("description")!,
                ask.In("amount")!.Number("total")!.Value,
                ask.At("payer/openid")!,
                notify,
                expires,
                ask.Text("attach") ?? ""
            )
        );
        return refusal ?? Reply.Json(new { prepay_id = trade!.PrepayId });
    }

    private Reply Query(HttpContext http, Trade? trade, bool stale)
    {
        if (http.Request.Query["mchid"] != keys.MerchantId)
            return Parameter("mchid is missing or another's");
        if (trade is not null)
            journal.Append("query", new { trade.OutTradeNo });
        return trade is null
            ? Reply.Error(404, "ORDER_NOT_EXIST", "there is no such order")
            : Reply.Json(book.Locked(() => Wire.Trade(trade, keys.MerchantId, keys.AppId, stale)));
    }

    private Reply Close(byte[] body, string number) =>
        Asked.Read(body)?.Text("mchid") == keys.MerchantId
            ? book.Close(number)
            : Parameter("mchid is missing or another's");

    public static bool IsAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url is { Scheme: "http" or "https", Query: "" };

    private static Reply Parameter(string message) => Reply.Error(400, "PARAM_ERROR", message);
}

/// <summary>A JSON object of a request; a member that is missing or has the wrong type reads as null.</summary>
internal sealed class Asked(JsonElement json)
{
    public static Asked? Read(byte[] body)
    {
        try
        {
            return JsonElement.Parse(body) is { ValueKind: JsonValueKind.Object } json ? new(json) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public JsonElement Json => json;

    public string? Text(string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public long? Number(string name) =>
        json.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt64(out var number)
            ? number
            : null;

    /// <summary>The text at a path, such as <c>payer/openid</c>.</summary>
    public string? At(string path) => path.Split('/', 2) is [var outer, var inner] ? In(outer)?.At(inner) : Text(path);

    /// <summary>The objects of a list; null when there is no list.</summary>
    public IReadOnlyList<Asked>? List(string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Where(v => v.ValueKind == JsonValueKind.Object).Select(v => new Asked(v))]
            : null;

    public Asked? In(string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? new(value) : null;
}
