using System.Data.Common;
using FuelGrains.GrainInterfaces.Ops;
using FuelGrains.Grains.Ops.Readiness;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace FuelGrains.Silo.Ops;

/// <summary>
/// A task that runs once after the start. On a busy machine grains answer late while a process starts, or the ledger takes no write, so a
/// failed task is tried again and does not end the host; the silo is ready when it is done. The task must be idempotent.
/// </summary>
internal abstract partial class StartupTask : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly string _what;
    private readonly OpenTasks _open;

    /// <param name="what">The task, as the log names it.</param>
    protected StartupTask(string what, OpenTasks open, TimeProvider time, ILogger log)
    {
        (_what, _open, Time, Log) = (what, open, time, log);
        open.Add();
    }

    protected TimeProvider Time { get; }

    protected ILogger Log { get; }

    protected abstract Task RunOnceAsync();

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                await RunOnceAsync();
                _open.Done();
                return;
            }
            catch (Exception away)
                when (away is TimeoutException or OrleansException or LedgerBusyException or DbException)
            {
                LogAgain(Log, _what, away.Message);
            }
            await Task.Delay(Pause, Time, stoppingToken);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "{What} could not be done at the start and is tried again: {Reason}")]
    private static partial void LogAgain(ILogger log, string what, string reason);
}
