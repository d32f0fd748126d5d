using FuelGrains.Silo.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Orleans.Configuration;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Ops;

/// <summary>A silo whose clock was set back far opens no grain any more, and ends. A small correction of the clock ends nothing.</summary>
public sealed class ClockWatchTests
{
    [Theory]
    [InlineData(-20, true)]
    [InlineData(-10, false)]
    [InlineData(600, false)]
    public void A_clock_that_goes_back_by_as_much_as_grains_may_be_idle_ends_the_process(int minutes, bool ends)
    {
        var (time, process) = (new FakeTimeProvider(), new Process());
        var options = Options.Create(new GrainCollectionOptions { CollectionAge = TimeSpan.FromMinutes(15) });
        using var watch = new ClockWatch(options, process, time, NullLogger<ClockWatch>.Instance);
        var exitCode = Environment.ExitCode;
        try
        {
            watch.Look();
            time.AdjustTime(time.GetUtcNow() + TimeSpan.FromMinutes(minutes));
            watch.Look();
            watch.Look();
            process.Ends.ShouldBe(ends);
            Environment.ExitCode.ShouldBe(ends ? 1 : exitCode);
        }
        finally
        {
            Environment.ExitCode = exitCode;
        }
    }

    private sealed class Process : IHostApplicationLifetime
    {
        public bool Ends { get; private set; }
        public CancellationToken ApplicationStarted => CancellationToken.None;
        public CancellationToken ApplicationStopping => CancellationToken.None;
        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() => Ends = true;
    }
}
