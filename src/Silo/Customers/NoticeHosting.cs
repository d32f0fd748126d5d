using FuelGrains.Grains.Customers.Notices;
using FuelGrains.Grains.Ops.Outbox;
using Microsoft.Extensions.DependencyInjection;

namespace FuelGrains.Silo.Customers;

/// <summary>Lets this silo send notices to customers.</summary>
internal static class NoticeHosting
{
    public static void AddNotices(this IServiceCollection services)
    {
        services.AddOptions<NoticeOptions>().BindConfiguration("Notices").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<NoticeTexts>().AddSingleton<IOutboxHandler, SendNotice>();
    }
}
