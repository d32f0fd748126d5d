namespace FuelGrains.WebFront.Tests.Hosting;

/// <summary>Waits for what must come within a bound, by asking again and again in real time: for a condition, never for a time.</summary>
public static class Eventually
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// The first answer that is as expected, and how long it took. When time is up it fails with what <paramref name="otherwise"/>
    /// says, else with the last answer.
    /// </summary>
    /// <param name="every">The pause between two questions; 20 ms by default.</param>
    public static async Task<(T Value, TimeSpan Took)> GetsAsync<T>(
        TimeSpan within,
        Func<Task<T>> ask,
        Func<T, bool> expected,
        Func<string>? otherwise = null,
        TimeSpan? every = null
    )
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var value = await ask();
            var took = TimeProvider.System.GetElapsedTime(started);
            if (expected(value))
                return (value, took);
            took.ShouldBeLessThan(within, otherwise?.Invoke() ?? $"The last answer was: {value}");
            await Task.Delay(every ?? Interval, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Answers how long it took.</summary>
    public static async Task<TimeSpan> IsTrueAsync(
        TimeSpan within,
        Func<Task<bool>> ask,
        Func<string>? otherwise = null
    ) => (await GetsAsync(within, ask, yes => yes, otherwise)).Took;
}
