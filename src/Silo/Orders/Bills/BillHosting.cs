using FuelGrains.Grains.Orders.Bills;
using Microsoft.Extensions.DependencyInjection;

namespace FuelGrains.Silo.Orders.Bills;

/// <summary>Registers WeChat's bills: their options, the gateway, the daily run and the settling of differences.</summary>
internal static class BillHosting
{
    public static void AddBills(this IServiceCollection services)
    {
        services.AddOptions<BillOptions>().BindConfiguration("Bills").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IWeChatBills, WeChatBills>();
        services.AddSingleton(provider => new Lazy<IWeChatBills>(
            provider.GetRequiredService<IWeChatBills>,
            LazyThreadSafetyMode.PublicationOnly
        ));
        WeChatBills.AddClient(services);
        services.AddBillServices();
        services.AddHostedService<BillService>();
    }

    /// <summary>The services of <see cref="BillsGrain"/> and <see cref="BillService"/>, without the gateway.</summary>
    internal static IServiceCollection AddBillServices(this IServiceCollection services) =>
        services
            .AddSingleton<BillRun>()
            .AddSingleton<BillQuestions>()
            .AddSingleton<ConsoleRefunds>()
            .AddSingleton<BillSettler>();
}
