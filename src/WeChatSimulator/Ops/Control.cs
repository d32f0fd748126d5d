using FuelGrains.WeChatSimulator.Customers;
using FuelGrains.WeChatSimulator.Hosting;
using FuelGrains.WeChatSimulator.Orders;
using FuelGrains.WeChatSimulator.Orders.Refunds;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FuelGrains.WeChatSimulator.Ops;

/// <summary>Routes by which tests and load set faults, keys, consents and the clock, and read state. See README.md.</summary>
internal sealed class Control(
    SimulatorKeys keys,
    SimulatorClock clock,
    FaultBook faults,
    PlatformSigner signer,
    AccessTokens tokens,
    Messages messages,
    TradeBook book,
    RefundSettlement refunds,
    Notifier notifier,
    Journal journal
)
{
    private static readonly TimeSpan DrainPoll = TimeSpan.FromMilliseconds(20);

    public void Map(IEndpointRouteBuilder app)
    {
        var control = app.MapGroup("/control");
        control.MapPost(
            "/faults",
            (FaultOrder order) =>
                order.Fault() is { } error ? Refuse(400, error) : Results.Ok(new { id = faults.Add(order) })
        );
        control.MapGet("/faults", () => faults.All);
        control.MapDelete("/faults", () => faults.Remove(null));
        control.MapDelete("/faults/{id:int}", (int id) => faults.Remove(id));
        control.MapPost("/certificates/switch", (SwitchOrder order) => signer.SecondShare = order.Share ?? 1);
        control.MapPost("/callback-key", (KeyOrder order) => signer.CallbacksByPublicKey = order.Mode == "publicKey");
        control.MapPost("/tokens/revoke", tokens.Revoke);
        control.MapPost("/clock", (ClockOrder order) => clock.Offset = TimeSpan.FromMilliseconds(order.OffsetMs));
        control.MapPost(
            "/consents",
            (ConsentOrder order) =>
                (order.OpenId ?? LoginEndpoint.OpenId(order.Code)) is { } openId
                    ? Results.Ok(new { left = messages.Grant(openId, order.TemplateId, order.Count) })
                    : Refuse(400, "openId or a code that logs in")
        );
        control.MapPost("/drain", DrainAsync);
        control.MapGet(
            "/state",
            () =>
                new
                {
                    trades = book.Counts(),
                    callbacksUnderWay = notifier.UnderWay,
                    refundsUnderWay = refunds.UnderWay,
                    journalLines = journal.Seq,
                }
        );
        control.MapGet(
            "/journal",
            (HttpContext http, long? after) =>
            {
                http.Response.ContentType = "application/x-ndjson";
                return journal.WriteAsync(http.Response.Body, after ?? 0, http.RequestAborted);
            }
        );
        control.MapGet(
            "/settings",
            (HttpContext http) => SettingsForProduct.Of(keys, $"{http.Request.Scheme}://{http.Request.Host}/")
        );
    }

    public static IResult Refuse(int status, string error) => Results.Json(new { error }, statusCode: status);

    private async Task<IResult> DrainAsync(DrainOrder order, CancellationToken ct)
    {
        var began = clock.GetTimestamp();
        while (
            notifier.UnderWay + refunds.UnderWay > 0 && clock.GetElapsedTime(began).TotalMilliseconds < order.WithinMs
        )
            await Task.Delay(DrainPoll, clock, ct);
        return Results.Ok(new { pending = notifier.UnderWay + refunds.UnderWay });
    }

    private sealed record SwitchOrder(double? Share = null);

    private sealed record KeyOrder(string Mode);

    private sealed record ClockOrder(double OffsetMs);

    private sealed record ConsentOrder(string TemplateId, int Count, string? OpenId = null, string? Code = null);

    private sealed record DrainOrder(double WithinMs);
}
