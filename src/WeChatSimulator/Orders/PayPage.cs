using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;

namespace FuelGrains.WeChatSimulator.Orders;

/// <summary>The page on which a person pays or cancels, as in WeChat's own sheet.</summary>
internal sealed class PayPage(TradeBook book, TimeProvider time)
{
    private static readonly string Page = ReadPage();

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(
            "/pay/{prepayId}",
            (string prepayId) =>
                book.FindPrepaid(prepayId) is { } trade ? Show(trade, State(trade)) : Results.NotFound()
        );
        // The form needs no token: anybody who knows a prepay_id may press its button.
        app.MapPost(
            "/pay/{prepayId}",
            async (HttpContext http, string prepayId) =>
            {
                if (book.FindPrepaid(prepayId) is not { } trade)
                    return Results.NotFound();
                var form = await http.Request.ReadFormAsync(http.RequestAborted);
                var cancelled = form["action"] == "cancel";
                if (!cancelled)
                    book.Pay(trade, new());
                if (IsAddress(http.Request.Query["return"]))
                    return Results.Redirect(
                        QueryHelpers.AddQueryString(
                            http.Request.Query["return"]!,
                            "requestPayment",
                            cancelled ? "cancel"
                                : State(trade) is "SUCCESS" or "REFUND" ? "ok"
                                : "fail"
                        )
                    );
                return Show(trade, cancelled && State(trade) == "NOTPAY" ? "CANCELLED" : State(trade));
            }
        );
    }

    private static IResult Show(Trade trade, string state) =>
        Results.Content(
            Page.Replace("{{state}}", state, StringComparison.Ordinal)
                .Replace(
                    "{{amount}}",
                    (trade.Ask.AmountFen / 100m).ToString("0.00", CultureInfo.InvariantCulture),
                    StringComparison.Ordinal
                )
                .Replace("{{number}}", trade.OutTradeNo, StringComparison.Ordinal)
                .Replace("{{description}}", WebUtility.HtmlEncode(trade.Ask.Description), StringComparison.Ordinal),
            "text/html; charset=utf-8"
        );

    private string State(Trade trade) =>
        book.Locked(() => trade.State) is var state && state == "NOTPAY" && trade.Ask.ExpiresAt < time.GetUtcNow()
            ? "EXPIRED"
            : state;

    private static bool IsAddress(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https";

    private static string ReadPage()
    {
        using var reader = new StreamReader(typeof(PayPage).Assembly.GetManifestResourceStream("pay.html")!);
        return reader.ReadToEnd();
    }
}
