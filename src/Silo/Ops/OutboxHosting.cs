using FuelGrains.Grains.Ops.Outbox;
using Microsoft.Extensions.DependencyInjection;

namespace FuelGrains.Silo.Ops;

/// <summary>Delivers the outbox from this silo. Receivers are registered as <see cref="IOutboxReceiver"/> by whoever brings them.</summary>
internal static class OutboxHosting
{
    public static void AddOutbox(this IServiceCollection services)
    {
        services.AddOptions<OutboxOptions>().BindConfiguration("Outbox").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<OutboxBell>().AddSingleton<OutboxLedger>();
        services.AddHostedService<OutboxPump>();
    }
}
