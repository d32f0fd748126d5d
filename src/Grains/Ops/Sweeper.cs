using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FuelGrains.Grains.Ops;

/// <summary>
/// Does the same piece of work every so often, as long as the process lives. Work that fails is logged, and the next time tries
/// again; work that takes longer than the period is never done twice at once.
/// </summary>
/// <param name="what">The work, as the log names it.</param>
public abstract partial class Sweeper(string what, TimeSpan period, TimeProvider time, ILogger log) : BackgroundService
{
    protected TimeProvider Time => time;

    protected ILogger Log => log;

    /// <summary>How loud a failure is.</summary>
    protected virtual LogLevel Loudness => LogLevel.Warning;

    protected abstract Task RunOnceAsync(CancellationToken ct);

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            try
            {
                await RunOnceAsync(stoppingToken);
            }
#pragma warning disable CA1031 // whatever it was, the next time tries again
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(log, Loudness, what, error);
            }
#pragma warning restore CA1031
        }
    }

    [LoggerMessage(EventId = 1, Message = "Sweeping {What} failed; the next sweep tries again.")]
    private static partial void LogFailed(ILogger log, LogLevel loudness, string what, Exception error);
}
