namespace FuelGrains.WebFront.Tests.Hosting;

/// <summary>Waits for a condition, never for a time.</summary>
internal static class Until
{
    private static readonly TimeSpan UsualPoll = TimeSpan.FromMilliseconds(100);

    /// <summary>Answers how long it took.</summary>
    public static async Task<TimeSpan> TrueAsync(
        Func<Task<bool>> condition, TimeSpan within, Func<string> otherwise, CancellationToken cancel, TimeSpan? poll = null)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(began) > within) throw new TimeoutException(otherwise());
            await Task.Delay(poll ?? UsualPoll, TimeProvider.System, cancel);
        }
        return TimeProvider.System.GetElapsedTime(began);
    }
}
