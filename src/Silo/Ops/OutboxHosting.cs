using FuelGrains.Grains.Ops.Outbox;
using Microsoft.Extensions.DependencyInjection;

namespace FuelGrains.Silo.Ops;

/// <summary>Delivers the outbox from this silo. Each feature registers its handlers as <see cref="IOutboxHandler"/>.</summary>
internal static class OutboxHosting
{
    public static void AddOutbox(this IServiceCollection services)
    {
        services.AddOptions<OutboxOptions>().BindConfiguration("Outbox").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<OutboxSignal>().AddSingleton<OutboxTable>();
        services.AddHostedService<OutboxDispatcher>();
    }
}
