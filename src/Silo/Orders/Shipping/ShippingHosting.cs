using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Orders.Shipping;
using Microsoft.Extensions.DependencyInjection;

namespace FuelGrains.Silo.Orders.Shipping;

/// <summary>Lets this silo report shipping to WeChat: options, the handler of the first try, and the sweeps.</summary>
internal static class ShippingHosting
{
    public static void AddShipping(this IServiceCollection services)
    {
        services
            .AddOptions<ShippingOptions>()
            .BindConfiguration("WeChat:Shipping")
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<TradeManagement>().AddSingleton<ShippingReporter>();
        services.AddSingleton<IOutboxHandler, ReportShipping>();
        services.AddHostedService<ShippingSweeper>();
        services.AddHostedService<ShippingWatch>();
    }
}
