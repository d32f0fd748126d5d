using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Orders.Vouchers;
using Microsoft.Extensions.DependencyInjection;

namespace FuelGrains.Silo.Orders;

/// <summary>Registers the services of vouchers: issue, wallet and expiry.</summary>
internal static class VoucherHosting
{
    public static void AddVouchers(this IServiceCollection services)
    {
        services.AddOptions<VoucherOptions>().BindConfiguration("Vouchers").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<VoucherHolds>().AddSingleton<RedemptionPoint>();
        services.AddSingleton<IOutboxHandler, FulfilOrder>();
        services.AddSingleton<VoucherSweeper>();
        services.AddHostedService(provider => provider.GetRequiredService<VoucherSweeper>());
    }
}
