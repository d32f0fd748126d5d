using FuelGrains.Grains.Ops;
using FuelGrains.Grains.Storage;
using Microsoft.Extensions.Logging;

namespace FuelGrains.Grains.Stations;

/// <summary>
/// Gives authorisations whose end nobody told to staff. It refunds nothing: a pump that is not known to be locked may be
/// live. One conditional statement, so every silo may run one.
/// </summary>
public sealed class AuthorisationSweeper(
    AuthorisationLedger ledger,
    TimeProvider time,
    ILogger<AuthorisationSweeper> log
) : Sweeper("authorisations without an end", TimeSpan.FromSeconds(30), time, log)
{
    protected override async Task RunOnceAsync(CancellationToken ct)
    {
        var given = await ledger.SweepUnknownAsync(Time.GetUtcNow() - AuthorisationRule.UnknownLimit, ct);
        if (given > 0)
            Log.LogWarning("{Count} authorisations without a known end were given to the back office", given);
    }
}
