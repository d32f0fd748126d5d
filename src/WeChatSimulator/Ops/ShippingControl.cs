using FuelGrains.WeChatSimulator.Orders;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FuelGrains.WeChatSimulator.Ops;

/// <summary>Routes by which tests and load read what WeChat holds, and decide whether it holds payments. See README.md.</summary>
internal sealed class ShippingControl(TradeBook book)
{
    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/control/shipping", () => new { book.Managed, money = book.HeldMoney() });
        app.MapPost("/control/shipping", (ManagedOrder order) => book.Managed = order.Managed);
        app.MapGet("/control/shipping/{outTradeNo}", Find);
    }

    private IResult Find(string outTradeNo) =>
        book.Find(outTradeNo) is not { } trade
            ? Control.Refuse(404, "There is no such payment.")
            : Results.Ok(
                book.Locked(() =>
                    new
                    {
                        state = book.HoldOf(trade),
                        trade.Shipping?.Logistics,
                        trade.Shipping?.Items,
                        trade.Shipping?.UploadTime,
                        count = trade.Shipping?.Count ?? 0,
                    }
                )
            );

    private sealed record ManagedOrder(bool Managed);
}
