using FuelGrains.WeChatSimulator.Orders;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FuelGrains.WeChatSimulator.Ops;

/// <summary>Routes that bring the merchant into trouble: no money, used numbers, frequency limits. See README.md.</summary>
internal sealed class MerchantControl(MerchantAccount account, CallLimits limits, TradeBook book)
{
    public void Map(IEndpointRouteBuilder app)
    {
        var control = app.MapGroup("/control");
        control.MapPost("/account", (AccountOrder order) => Change(() => account.BalanceFen = order.BalanceFen));
        control.MapPost("/used-numbers", (UsedOrder order) => Change(() => account.UseNext = order.Next));
        control.MapPost("/limits", Limit);
    }

    private IResult Change(Action change) =>
        book.Locked(() =>
        {
            change();
            return Results.NoContent();
        });

    private IResult Limit(LimitOrder order)
    {
        if (!FaultOrder.Requests.Contains(order.Operation))
            return Control.Refuse(400, $"There is no operation '{order.Operation}'.");
        limits.Set(order.Operation, order.PerSecond);
        return Results.NoContent();
    }

    private sealed record AccountOrder(long? BalanceFen = null);

    private sealed record UsedOrder(int Next);

    private sealed record LimitOrder(string Operation, int? PerSecond = null);
}
