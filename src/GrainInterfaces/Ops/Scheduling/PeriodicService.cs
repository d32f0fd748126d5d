using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace FuelGrains.GrainInterfaces.Ops.Scheduling;

/// <summary>
/// A hosted service that repeats one piece of work while the process lives. A failed run is logged and the next run tries again;
/// a run that takes longer than the period delays the next one, so two runs never overlap. Silos and web fronts share this class,
/// which is why it stands beside the grain interfaces.
/// </summary>
/// <param name="work">The work, as the log names it.</param>
/// <param name="period">The time from the start of one run to the start of the next.</param>
/// <param name="runsAtStart">True: the first run starts with the process, not one period later.</param>
public abstract partial class PeriodicService(
    string work,
    TimeSpan period,
    TimeProvider time,
    ILogger log,
    bool runsAtStart = false
) : BackgroundService
{
    protected TimeProvider Time => time;

    protected ILogger Log => log;

    /// <summary>The log level of a failed run.</summary>
    protected virtual LogLevel FailureLevel => LogLevel.Warning;

    protected abstract Task RunOnceAsync(CancellationToken ct);

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(period, time);
        if (runsAtStart)
            await TryRunAsync(stoppingToken);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            await TryRunAsync(stoppingToken);
    }

    private async Task TryRunAsync(CancellationToken stop)
    {
        try
        {
            await RunOnceAsync(stop);
        }
#pragma warning disable CA1031 // the next run tries again, whatever the error was
        catch (Exception error) when (!stop.IsCancellationRequested)
        {
            // A silo that is away or moves fails here every period: the stack of such an error says nothing.
            var stack = error is TimeoutException or OrleansException ? null : error;
            LogFailed(log, FailureLevel, work, error.Message, stack);
        }
#pragma warning restore CA1031
    }

    [LoggerMessage(EventId = 1, Message = "{Work} failed and will be tried again: {Reason}")]
    private static partial void LogFailed(ILogger log, LogLevel level, string work, string reason, Exception? stack);
}
