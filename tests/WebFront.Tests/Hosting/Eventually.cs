namespace FuelGrains.WebFront.Tests.Hosting;

/// <summary>Waits for what must come within a bound, by asking again and again in real time.</summary>
public static class Eventually
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>The first answer that is as wished, and how long it took; fails with the last one when time is up.</summary>
    public static async Task<(T Value, TimeSpan Took)> GetsAsync<T>(TimeSpan within, Func<Task<T>> ask, Func<T, bool> wished)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var value = await ask();
            var took = TimeProvider.System.GetElapsedTime(started);
            if (wished(value)) return (value, took);
            took.ShouldBeLessThan(within, $"The last answer was: {value}");
            await Task.Delay(Interval, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    public static Task IsTrueAsync(TimeSpan within, Func<Task<bool>> ask) => GetsAsync(within, ask, yes => yes);
}
