using FuelGrains.GrainInterfaces.Ops.Scheduling;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Ops.Scheduling;

public sealed class PeriodicServiceTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_failed_run_is_followed_by_the_next_one()
    {
        using var service = new Counting(TimeSpan.FromMilliseconds(1), runs => runs >= 3);
        await service.StartAsync(Ct);
        await service.Enough.WaitAsync(Ct);
        await service.StopAsync(Ct);
        service.Runs.ShouldBeGreaterThanOrEqualTo(3);
    }

    [Fact]
    public async Task A_service_that_runs_at_the_start_does_not_wait_for_its_period()
    {
        using var service = new Counting(TimeSpan.FromDays(1), runs => runs == 1, runsAtStart: true);
        await service.StartAsync(Ct);
        await service.Enough.WaitAsync(Ct);
        await service.StopAsync(Ct);
        service.Runs.ShouldBe(1);
    }

    [Fact]
    public async Task A_stop_ends_a_service_that_waits_for_its_period()
    {
        using var service = new Counting(TimeSpan.FromDays(1), _ => true);
        await service.StartAsync(Ct);
        await service.StopAsync(Ct);
        service.Runs.ShouldBe(0);
        service.ExecuteTask!.IsCompleted.ShouldBeTrue();
    }

    /// <summary>Counts its runs; each of them fails.</summary>
    private sealed class Counting(TimeSpan period, Func<int, bool> isEnough, bool runsAtStart = false)
        : PeriodicService("A count", period, TimeProvider.System, NullLogger.Instance, runsAtStart)
    {
        private readonly TaskCompletionSource _enough = new();
        private int _runs;

        public Task Enough => _enough.Task;

        public int Runs => Volatile.Read(ref _runs);

        protected override Task RunOnceAsync(CancellationToken ct)
        {
            if (isEnough(Interlocked.Increment(ref _runs)))
                _enough.TrySetResult();
            throw new InvalidOperationException("Every run fails.");
        }
    }
}
