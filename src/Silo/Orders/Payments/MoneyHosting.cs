using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Orders;
using FuelGrains.Grains.Orders.Payments;
using FuelGrains.Silo.Customers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FuelGrains.Silo.Orders.Payments;

/// <summary>What orders' money needs besides its grains: limits, who we are, the sweep, and the effects it takes.</summary>
internal static class MoneyHosting
{
    public static void AddMoney(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<PaymentOptions>().BindConfiguration("Payments").ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<RefundOptions>().BindConfiguration("Refunds").ValidateDataAnnotations().ValidateOnStart();
        // Beside a simulator a person presses pay in a browser.
        services
            .AddOptions<PaymentOptions>()
            .PostConfigure<WeChatOptions>(
                (payments, weChat) =>
                    payments.PayPage ??= weChat is { Simulator: true, BaseUrl: { } simulator }
                        ? new Uri(simulator, "pay/")
                        : null
            );
        services.AddSingleton(provider =>
        {
            var us = provider.GetRequiredService<WeChatPayIdentity>();
            return new Merchant(us.AppId, us.MerchantId);
        });
        services.AddSingleton<OrderOwners>().AddSingleton<MoneyTools>();
        services.AddSingleton<IOutboxHandler, CloseOrderHandler>();
        services.AddSingleton<IOutboxHandler, SendRefundHandler>();
        services.AddSingleton<IOutboxHandler, SettleRefundHandler>();
        services.AddSingleton<IOutboxHandler, RefundOrderHandler>();
        services.AddHostedService<PaymentSweeper>();
        services.AddHostedService<PaymentAttemptSweeper>();
        services.AddHostedService<RefundSweeper>();
    }
}
