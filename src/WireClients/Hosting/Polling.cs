namespace FuelGrains.WireClients.Hosting;

/// <summary>Waits that look again and again.</summary>
public static class Polling
{
    /// <summary>Returns whether the condition held in time.</summary>
    public static async Task<bool> UntilAsync(
        this TimeProvider time,
        TimeSpan every,
        TimeSpan within,
        Func<Task<bool>> holds,
        CancellationToken stop
    )
    {
        for (var began = time.GetTimestamp(); !await holds(); await Task.Delay(every, time, stop))
            if (time.GetElapsedTime(began) >= within)
                return false;
        return true;
    }

    /// <summary>Waits for a time; a time that has come needs no wait.</summary>
    public static Task UntilAsync(this TimeProvider time, DateTimeOffset when, CancellationToken stop)
    {
        var wait = when - time.GetUtcNow();
        return wait > TimeSpan.Zero ? Task.Delay(wait, time, stop) : Task.CompletedTask;
    }

    /// <summary>Asks until there is an answer, or until it is stopped.</summary>
    public static async Task<T> AskAsync<T>(
        this TimeProvider time,
        TimeSpan every,
        Func<Task<T?>> ask,
        CancellationToken stop
    )
        where T : class
    {
        T? answer;
        while ((answer = await ask()) is null)
            await Task.Delay(every, time, stop);
        return answer;
    }
}
