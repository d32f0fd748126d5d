using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Orders;
using FuelGrains.Grains.Orders.Gateway;
using FuelGrains.Grains.Orders.Payments;
using FuelGrains.Grains.Orders.Refunds;
using FuelGrains.Silo.Customers;
using FuelGrains.Silo.Orders.Gateway;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FuelGrains.Silo.Orders;

/// <summary>Registers payments and refunds: their options, services, outbox handlers and sweeps.</summary>
internal static class PaymentHosting
{
    public static void AddPayments(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<PaymentOptions>().BindConfiguration("Payments").ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<RefundOptions>().BindConfiguration("Refunds").ValidateDataAnnotations().ValidateOnStart();
        // A developer pays in the browser when there is a simulator.
        services
            .AddOptions<PaymentOptions>()
            .PostConfigure<WeChatOptions>(
                (payments, weChat) =>
                    payments.PayPage ??= weChat is { Simulator: true, BaseUrl: { } simulator }
                        ? new Uri(simulator, "pay/")
                        : null
            );
        // The first payment creates the gateway: a simulator's keys take a while. A creation that failed is tried again.
        const LazyThreadSafetyMode AgainAfterFailure = LazyThreadSafetyMode.PublicationOnly;
        services.AddSingleton(provider => new Lazy<IWeChatPay>(
            () =>
                ActivatorUtilities.CreateInstance<GuardedGateway>(provider, provider.GetRequiredService<IWeChatPay>()),
            AgainAfterFailure
        ));
        services.AddSingleton(provider => new Lazy<Merchant>(
            () =>
            {
                var identity = provider.GetRequiredService<WeChatPayIdentity>();
                return new(identity.AppId, identity.MerchantId);
            },
            AgainAfterFailure
        ));
        services.AddSingleton(provider => new Lazy<IPlatformSerials>(
            provider.GetRequiredService<PlatformKeys>,
            AgainAfterFailure
        ));
        services.AddPaymentServices();
        services.AddSingleton<IOutboxHandler, CloseOrderHandler>();
        services.AddSingleton<IOutboxHandler, SendRefundHandler>();
        services.AddSingleton<IOutboxHandler, SettleRefundHandler>();
        services.AddSingleton<IOutboxHandler, RefundOrderHandler>();
        services.AddHostedService<PaymentSweeper>();
        services.AddHostedService<PaymentAttemptSweeper>();
        services.AddHostedService<RefundSweeper>();
        services.AddHostedService<ReleaseSweeper>();
        services.AddHostedService<GatewayAlarms>();
    }

    /// <summary>The services of <see cref="OrderMoneyGrain"/> and <see cref="CallbackGrain"/>, without the gateway.</summary>
    internal static IServiceCollection AddPaymentServices(this IServiceCollection services) =>
        services
            .AddSingleton<OrderOwners>()
            .AddSingleton<OrderNotifier>()
            .AddSingleton<GatewayDeadline>()
            .AddSingleton<GatewayHealth>()
            .AddSingleton<PaymentInbox>()
            .AddSingleton<PaymentAttemptTracker>()
            .AddSingleton<PaymentPreparation>()
            .AddSingleton<PromptedQuery>()
            .AddSingleton<OverdueRelease>()
            .AddSingleton<OrderStop>()
            .AddSingleton<RefundFollowUp>()
            .AddSingleton<RefundIntake>()
            .AddSingleton<RefundApprovals>()
            .AddSingleton<FrozenPayments>()
            .AddSingleton<RefundProcessor>();
}
