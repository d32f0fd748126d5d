using FuelGrains.GrainInterfaces.Ops.Scheduling;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace FuelGrains.Silo.Hosting;

/// <summary>
/// Stops the process when its clock was set back so far that its silo opens no grain any more. Orleans looks for idle grains by the
/// clock: after a look, it refuses to open a grain that would be idle before the next one (<c>findings/04</c>). Such a silo would fail
/// its callers until the clock is as late again; a silo that starts anew serves at once. A machine whose clock runs ahead when it boots
/// brings this about.
/// </summary>
public sealed partial class ClockWatch(
    IOptions<GrainCollectionOptions> collection,
    IHostApplicationLifetime process,
    TimeProvider time,
    ILogger<ClockWatch> log
) : PeriodicService("The watch of the clock", TimeSpan.FromSeconds(5), time, log, runsAtStart: true)
{
    private DateTimeOffset _latest = DateTimeOffset.MinValue;

    /// <summary>Looks at the clock, and ends the process when it has gone back too far since an earlier look.</summary>
    internal void Look()
    {
        var now = Time.GetUtcNow();
        var back = _latest - now;
        if (now > _latest)
            _latest = now;
        // Two looks of tolerance: the silo's last look may be older than this one.
        else if (back >= collection.Value.CollectionAge - 2 * collection.Value.CollectionQuantum)
        {
            LogSetBack(Log, back);
            Environment.ExitCode = 1;
            process.StopApplication();
        }
    }

    protected override Task RunOnceAsync(CancellationToken ct)
    {
        Look();
        return Task.CompletedTask;
    }

    [LoggerMessage(
        EventId = 10,
        Level = LogLevel.Critical,
        Message = "The clock was set back by {Back}: this silo opens no grain until it is as late again. The process ends; start it again."
    )]
    private static partial void LogSetBack(ILogger log, TimeSpan back);
}
