using System.Net.Http.Json;
using FuelGrains.Load.Clients;
using FuelGrains.Load.Product;

namespace FuelGrains.Load.Figures;

/// <summary>From nothing to an order: a fresh data directory, the demo's own sale, one phone that keeps trying.</summary>
internal sealed class StartFigure(FiguresRun run)
{
    private const double SecondsTarget = 5;
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan TryEvery = TimeSpan.FromMilliseconds(20);

    public async Task<IReadOnlyList<Figure>> MeasureAsync(CancellationToken stop)
    {
        string[] built = [run.Repository.Front.Dll];
        string[] dotnetRun =
        [
            "run",
            "--no-build",
            "--no-launch-profile",
            "-c",
            "Release",
            "--project",
            run.Repository.Front.Folder,
            "--",
        ];
        return
        [
            Figure.Below(
                "start to first accepted order, the built program",
                SecondsTarget,
                await SeveralAsync(built, stop),
                " s",
                "0.00"
            ),
            Figure.Below(
                "the same by dotnet run --no-build",
                SecondsTarget,
                await SeveralAsync(dotnetRun, stop),
                " s",
                "0.00"
            ),
        ];
    }

    private async Task<Series> SeveralAsync(string[] program, CancellationToken stop)
    {
        var seconds = new List<double>();
        for (var i = 0; i < run.Settings.Rounds; i++)
        {
            seconds.Add((await OnceAsync(program, stop)).TotalSeconds);
            Console.WriteLine(
                string.Create(
                    System.Globalization.CultureInfo.InvariantCulture,
                    $"  first order after {seconds[^1]:0.00} s"
                )
            );
        }
        return new(seconds);
    }

    private async Task<TimeSpan> OnceAsync(string[] program, CancellationToken stop)
    {
        var address = new Uri($"http://127.0.0.1:{ChildProcess.FreePort()}");
        var settings = ProductSettings.For(SqliteStore.In(run.Work.Sub($"start-{RunId.New()}")), demoSeed: true);
        var command = new ChildCommand(
            [.. program, "--urls", address.ToString()],
            run.Repository.Front.Folder,
            settings
        );
        using var http = FiguresRun.Http.Client(address);
        var started = run.Time.GetTimestamp();
        await using var process = ChildProcess.Start(
            command,
            Path.Combine(run.Work.FullName, $"start-{RunId.New()}.log"),
            run.Time
        );
        while (run.Time.GetElapsedTime(started) < GiveUpAfter)
        {
            process.ThrowIfExited();
            if (await TryToBuyAsync(http, stop))
                return run.Time.GetElapsedTime(started);
            await Task.Delay(TryEvery, run.Time, stop);
        }
        throw new CannotRunException($"No order was accepted within {GiveUpAfter.TotalSeconds:0} s of the start.");
    }

    private static async Task<bool> TryToBuyAsync(HttpClient http, CancellationToken stop)
    {
        try
        {
            var sales = await http.GetFromJsonAsync<SaleList>("api/flash-sales", stop);
            var open = sales!.Sales.FirstOrDefault(s =>
                s.Status == "published" && s.StartsAt <= sales.ServerTime && s.Free > 0
            );
            if (open is null)
                return false;
            var phones = new CustomerClient(http);
            return await phones.LoginAsync("u-first", stop) is { } customer
                && (await phones.BuyAsync(open.Id, customer, "first", stop)).Kind == AnswerKind.Accepted;
        }
        catch (HttpRequestException)
        {
            // Not listening, or not ready, yet.
            return false;
        }
    }
}
