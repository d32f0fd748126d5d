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

    /// <summary>Does the same for each item, a bounded number at once, and prints how many are done.</summary>
    public static async Task ForEachAsync<T>(
        IReadOnlyCollection<T> items,
        int atOnce,
        Func<int, string> line,
        Func<T, CancellationToken, Task> act,
        TimeProvider time,
        CancellationToken stop
    )
    {
        var done = 0;
        await using var progress = Show(() => line(Volatile.Read(ref done)), time);
        await Parallel.ForEachAsync(
            items,
            new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = stop },
            async (item, cancel) =>
            {
                await act(item, cancel);
                Interlocked.Increment(ref done);
            }
        );
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
