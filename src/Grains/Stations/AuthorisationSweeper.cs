using FuelGrains.GrainInterfaces.Ops.Scheduling;
using FuelGrains.Grains.Stations.Authorisations;
using Microsoft.Extensions.Logging;

namespace FuelGrains.Grains.Stations;

/// <summary>
/// Hands authorisations whose end no site reported to manual review. The sweeper refunds nothing: a pump that is not known to be
/// locked may be live. Every silo runs a sweeper, because the work is one conditional statement.
/// </summary>
public sealed class AuthorisationSweeper(
    AuthorisationStore authorisations,
    TimeProvider time,
    ILogger<AuthorisationSweeper> log
) : PeriodicService("The sweep of authorisations without an end", TimeSpan.FromSeconds(30), time, log)
{
    protected override async Task RunOnceAsync(CancellationToken ct)
    {
        var given = await authorisations.SweepUnknownAsync(Time.GetUtcNow() - AuthorisationRule.UnknownLimit, ct);
        if (given > 0)
            Log.LogWarning("{Count} authorisations without a known end were given to manual review", given);
    }
}
