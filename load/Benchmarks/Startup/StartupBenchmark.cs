using System.Net.Http.Json;

namespace FuelGrains.Load.Benchmarks.Startup;

/// <summary>Measures the time from an empty data directory to the first order of the demo's own sale.</summary>
internal sealed class StartupBenchmark(BenchmarkContext context)
{
    private const double SecondsTarget = 5;
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan TryEvery = TimeSpan.FromMilliseconds(20);

    private readonly ProductBuild _build = context.Repository.Front;

    public async Task<IReadOnlyList<BenchmarkResult>> MeasureAsync(CancellationToken stop)
    {
        Console.WriteLine("Start to first order");
        string[] run = ["run", "--no-build", "--no-launch-profile", "-c", "Release", "--project", _build.Folder, "--"];
        return
        [
            await MeasureAsync("start to first accepted order, the built program", [_build.Dll], stop),
            await MeasureAsync("the same by dotnet run --no-build", run, stop),
        ];
    }

    private async Task<BenchmarkResult> MeasureAsync(string name, string[] program, CancellationToken stop)
    {
        var seconds = new List<double>();
        for (var i = 0; i < context.Settings.Iterations; i++)
        {
            seconds.Add((await OnceAsync(program, stop)).TotalSeconds);
            Console.WriteLine($"  first order after {seconds[^1]:0.00} s");
        }
        return BenchmarkResult.Below(name, SecondsTarget, new(seconds), " s", "0.00");
    }

    private async Task<TimeSpan> OnceAsync(string[] program, CancellationToken stop)
    {
        var (address, time, id) = (ChildProcess.FreeAddress(), context.Time, $"start-{RunId.New()}");
        string[] arguments = [.. program, "--urls", address.ToString()];
        var command = new ChildCommand(arguments, _build.Folder, context.Work.File($"{id}.log"))
        {
            Environment = ProductSettings.For(SqliteStore.In(context.Work.Sub(id)), demoSeed: true),
        };
        using var http = context.Settings.Http.Client(address);
        var started = time.GetTimestamp();
        await using var process = ChildProcess.Start(command, time);
        if (await time.UntilAsync(TryEvery, GiveUpAfter, () => TryToBuyAsync(process, http, stop), stop))
            return time.GetElapsedTime(started);
        throw new CannotRunException($"No order was accepted within {GiveUpAfter.TotalSeconds:0} s of the start.");
    }

    private static async Task<bool> TryToBuyAsync(ChildProcess process, HttpClient http, CancellationToken stop)
    {
        process.ThrowIfExited();
        try
        {
            var sales = await http.GetFromJsonAsync<SaleList>("api/flash-sales", stop);
            var open = sales!.Sales.FirstOrDefault(s =>
                s.Status == "published" && s.StartsAt <= sales.ServerTime && s.Free > 0
            );
            if (open is null)
                return false;
            var phones = new PhoneClient(http);
            return await phones.LoginAsync("u-first", stop) is { } customer
                && (await phones.BuyAsync(customer, open.Id, 1, "first", stop)).Accepted;
        }
        catch (HttpRequestException)
        {
            // The product does not listen, or is not ready, yet.
            return false;
        }
    }
}
