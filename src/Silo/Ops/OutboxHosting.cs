using FuelGrains.Grains.Ops.Outbox;
using Microsoft.Extensions.DependencyInjection;

namespace FuelGrains.Silo.Ops;

/// <summary>Delivers the outbox from this silo. Receivers are registered as <see cref="IOutboxHandler"/> by whoever brings them.</summary>
internal static class OutboxHosting
{
    public static void AddOutbox(this IServiceCollection services)
    {
        services.AddOptions<OutboxOptions>().BindConfiguration("Outbox").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<OutboxSignal>().AddSingleton<OutboxTable>();
        services.AddHostedService<OutboxDispatcher>();
    }
}
