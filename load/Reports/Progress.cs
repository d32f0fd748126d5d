namespace FuelGrains.Load.Reports;

/// <summary>Prints one line a second while something long runs, and the last line when it ends.</summary>
internal sealed class Progress : IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private readonly PeriodicTimer _timer;
    private readonly Task _loop;
    private readonly Func<string> _line;

    private Progress(Func<string> line, TimeProvider time)
    {
        (_line, _timer) = (line, new(Every, time));
        _loop = PrintAsync();
    }

    public static Progress Show(Func<string> line, TimeProvider time) => new(line, time);

    /// <summary>Does the same for each item, a bounded number at once, and prints how many are done; the results keep the order.</summary>
    /// <param name="what">What is done, as "stations made".</param>
    public static async Task<TResult[]> SelectAsync<T, TResult>(
        IReadOnlyList<T> items,
        int atOnce,
        string what,
        Func<T, CancellationToken, Task<TResult>> act,
        TimeProvider time,
        CancellationToken stop
    )
    {
        var (done, results) = (0, new TResult[items.Count]);
        await using var progress = Show(() => $"  {what}: {Volatile.Read(ref done):N0} of {items.Count:N0}", time);
        var options = new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = stop };
        await Parallel.ForAsync(
            0,
            items.Count,
            options,
            async (i, cancel) =>
            {
                results[i] = await act(items[i], cancel);
                Interlocked.Increment(ref done);
            }
        );
        return results;
    }

    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _loop;
        Console.WriteLine(_line());
    }

    private async Task PrintAsync()
    {
        while (await _timer.WaitForNextTickAsync(CancellationToken.None))
            Console.WriteLine(_line());
    }
}
