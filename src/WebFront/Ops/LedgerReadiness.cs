using FuelGrains.GrainInterfaces.Ops.Scheduling;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FuelGrains.WebFront.Ops;

/// <summary>
/// Asks a silo each second whether it is ready, and answers everybody else from memory. Ready means: a silo answers, its database takes
/// writes, and this process is not stopping.
/// </summary>
internal sealed class LedgerReadiness(
    IGrainFactory grains,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<LedgerReadiness> log
)
    : PeriodicService("The question whether a silo is ready", TimeSpan.FromSeconds(1), time, log, runsAtStart: true),
        IHealthCheck
{
    // A silo that says no is believed at once; one that says nothing, as it moves or dies, after this time.
    private static readonly TimeSpan Believed = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(1);

    private long _readyAt = long.MinValue;

    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    ) => Task.FromResult(IsReady ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy());

    protected override async Task RunOnceAsync(CancellationToken ct)
    {
        var isReady = await grains.GetGrain<ILedgerHealthGrain>(0).PingAsync().WaitAsync(Deadline, Time, ct);
        Volatile.Write(ref _readyAt, isReady ? Time.GetTimestamp() : long.MinValue);
    }

    private bool IsReady =>
        !lifetime.ApplicationStopping.IsCancellationRequested
        && Volatile.Read(ref _readyAt) is not long.MinValue and var at
        && Time.GetElapsedTime(at) < Believed;
}
