using FuelGrains.Grains.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FuelGrains.Grains.Stations;

/// <summary>
/// Gives authorisations whose end nobody told to staff. It refunds nothing: a pump that is not known to be locked may be
/// live. One conditional statement, so every silo may run one.
/// </summary>
public sealed class AuthorisationSweeper(AuthorisationLedger ledger, TimeProvider time, ILogger<AuthorisationSweeper> log) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            try
            {
                var given = await ledger.SweepUnknownAsync(time.GetUtcNow() - AuthorisationRule.UnknownLimit, stoppingToken);
                if (given > 0) log.LogWarning("{Count} authorisations without a known end were given to the back office", given);
            }
#pragma warning disable CA1031 // the next sweep tries again
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogWarning("The sweep for authorisations without an end failed: {Reason}", error.Message);
            }
#pragma warning restore CA1031
        }
    }
}
