using System.Data.Common;
using FuelGrains.GrainInterfaces.Ops;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace FuelGrains.Silo.Ops;

/// <summary>
/// A task that runs once after the start. On a busy machine grains answer late while a process starts, or the ledger takes no write, so a
/// failed task is tried again and does not end the host. The task must be idempotent.
/// </summary>
/// <param name="what">The task, as the log names it.</param>
internal abstract partial class StartupTask(string what, TimeProvider time, ILogger log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected TimeProvider Time => time;

    protected ILogger Log => log;

    protected abstract Task RunOnceAsync();

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                await RunOnceAsync();
                return;
            }
            catch (Exception away)
                when (away is TimeoutException or OrleansException or LedgerBusyException or DbException)
            {
                LogAgain(log, what, away.Message);
            }
            await Task.Delay(Pause, time, stoppingToken);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "{What} could not be done at the start and is tried again: {Reason}")]
    private static partial void LogAgain(ILogger log, string what, string reason);
}
