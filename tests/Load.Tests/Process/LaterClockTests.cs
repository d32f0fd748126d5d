namespace FuelGrains.Load.Tests.Process;

/// <summary>Tests the later clock with a process that tells the time.</summary>
public sealed class LaterClockTests
{
    private static readonly TimeSpan Ahead = TimeSpan.FromHours(26);

    [Fact]
    public async Task A_process_sees_the_time_of_day_that_is_ahead()
    {
        var (time, stop) = (TimeProvider.System, TestContext.Current.CancellationToken);
        var clock = await LaterClock.FindAsync(time, stop);
        clock.ShouldNotBeNull("Install Debian's package faketime, or run ./test.sh.");
        var before = time.GetUtcNow();
        string[] tell = [.. clock.Settings(Ahead).Select(s => $"{s.Key}={s.Value}"), "date", "+%s"];
        var (_, seconds) = await CommandLine.RunAsync("env", tell, "/", stop);
        DateTimeOffset
            .FromUnixTimeSeconds(long.Parse(seconds, System.Globalization.CultureInfo.InvariantCulture))
            .ShouldBeInRange(before + Ahead - TimeSpan.FromSeconds(1), time.GetUtcNow() + Ahead);
    }
}
