using FuelGrains.WeChatSimulator.Ops;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FuelGrains.WeChatSimulator.Orders.Refunds;

/// <summary>Answers refund and refund query (pay.weixin.qq.com/doc/v3/merchant/4012791903, ...904).</summary>
internal sealed class RefundEndpoints(FaultyWire wire, TradeBook book)
{
    public void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/v3/refund/domestic/refunds", http => wire.PayAsync(http, "refund", (body, _) => Refund(body)));
        app.MapGet(
            "/v3/refund/domestic/refunds/{number}",
            (HttpContext http, string number) =>
                wire.PayAsync(
                    http,
                    "refund-query",
                    (_, stale) =>
                        book.FindRefund(number) is { } refund
                            ? Told(refund, stale)
                            : Reply.Error(404, "RESOURCE_NOT_EXISTS", "there is no such refund")
                )
        );
    }

    private Reply Refund(byte[] body)
    {
        if (Asked.Read(body) is not { } ask)
            return Parameter("the body is no JSON object");
        if (ask.Text("transaction_id") is null == ask.Text("out_trade_no") is null)
            return Parameter("one of transaction_id and out_trade_no names the payment");
        if (
            ask.In("amount") is not { } amount
            || amount.Number("refund") is not > 0
            || amount.Number("total") is not > 0
        )
            return Parameter("amount.refund and amount.total must be positive numbers of fen");
        if (TextRule.RefusalOfRefund(ask) is { } tooLong)
            return tooLong;
        if (ask.Text("notify_url") is { } notify && !TradeEndpoints.IsAddress(notify))
            return Parameter("notify_url must be an http(s) address without a query");
        var (refund, refusal) = book.Refund(
            new(
                ask.Text("out_refund_no") ?? "",
                ask.Text("transaction_id"),
                ask.Text("out_trade_no"),
                amount.Number("refund")!.Value,
                amount.Number("total")!.Value,
                amount.Text("currency") ?? "",
                ask.Text("notify_url"),
                ask.Text("reason")
            )
        );
        return refusal ?? Told(refund!);
    }

    private Reply Told(Refund refund, bool stale = false) => Reply.Json(book.Locked(() => Wire.Refund(refund, stale)));

    private static Reply Parameter(string message) => Reply.Error(400, "PARAM_ERROR", message);
}
