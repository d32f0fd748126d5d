namespace FuelGrains.Load.Reports;

/// <summary>Prints one line a second while something long runs, and the last line when it ends.</summary>
internal sealed class Progress : IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private readonly PeriodicTimer timer;
    private readonly Task loop;
    private readonly Func<string> line;

    private Progress(Func<string> line, TimeProvider time)
    {
        this.line = line;
        timer = new PeriodicTimer(Every, time);
        loop = PrintAsync();
    }

    public static Progress Show(Func<string> line, TimeProvider time) => new(line, time);

    public async ValueTask DisposeAsync()
    {
        timer.Dispose();
        await loop;
        Console.WriteLine(line());
    }

    private async Task PrintAsync()
    {
        while (await timer.WaitForNextTickAsync(CancellationToken.None))
            Console.WriteLine(line());
    }
}
