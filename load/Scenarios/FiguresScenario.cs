using System.CommandLine;
using System.Globalization;
using FuelGrains.Load.Figures;
using FuelGrains.Load.Product;
using FuelGrains.Load.Reports;

namespace FuelGrains.Load.Scenarios;

/// <summary>The figures to reach, each beside its target, honest when it falls short.</summary>
internal sealed class FiguresScenario(FiguresSettings settings, TimeProvider time)
{
    private static readonly string[] RateHead =
    [
        "subject",
        "requests/s",
        "server CPU µs/request",
        "p50 ms",
        "p99 ms",
        "p99.9 ms",
        "other answers",
    ];

    public static Command Attach(Command command, TimeProvider time)
    {
        var options = new FiguresOptions();
        options.AddTo(command);
        command.SetAction((parsed, stop) => new FiguresScenario(options.Read(parsed), time).RunAsync(stop));
        return command;
    }

    private async Task<int> RunAsync(CancellationToken stop)
    {
        var throughput = Wanted("orders") || Wanted("refusals") || Wanted("joins");
        if (throughput)
            Wrk.Require();
        var beside = settings.Beside is { } folder ? ProductBuild.In(folder) : null;
        var repository = Repository.Find();
        var machine = await Machine.DescribeAsync(repository, stop);
        await repository.BuildFrontAsync(stop);
        using var work = new WorkFolder { Keep = true };
        var run = new FiguresRun(settings, repository, work, time);

        var figures = new List<Figure>();
        IReadOnlyList<string[]> rates = [];
        if (throughput && beside is not null)
        {
            machine = [.. machine, $"beside: commit {await new Repository(beside.Folder).CommitAsync(stop)}"];
            Console.WriteLine($"Two builds in turn, beside this one {beside.Dll}");
            (var compared, rates) = await new BuildComparison(run).MeasureAsync(beside, stop);
            figures.AddRange(compared);
        }
        else if (throughput)
        {
            Console.WriteLine("Throughput against the floor");
            (var measured, rates) = await new ThroughputFigures(run).MeasureAsync(stop);
            figures.AddRange(measured);
        }
        if (Wanted("reopen") && beside is null)
            figures.AddRange(await new ReopenFigure(run).MeasureAsync(stop));
        if (Wanted("start") && beside is null)
        {
            Console.WriteLine("Start to first order");
            figures.AddRange(await new StartFigure(run).MeasureAsync(stop));
        }

        await Write(machine, figures, rates).PublishAsync(settings.Results ?? repository.Results, "figures", time);
        work.Keep = settings.Keep;
        return figures.Any(f => f.Failed) ? 1 : 0;
    }

    private bool Wanted(string figure) => settings.Only.Contains(figure);

    private Report Write(string[] machine, List<Figure> figures, IReadOnlyList<string[]> rates)
    {
        var failed = figures.Count(f => f.Failed);
        var report = new Report(
            failed == 0 ? "Figures: all met" : string.Create(CultureInfo.InvariantCulture, $"Figures: {failed} not met")
        )
            .Bullets([.. machine, $"login limits raised: {ProductSettings.Raised}; every other limit at its default"])
            .Table(
                ["figure", "target", "measured", "verdict"],
                figures.Select(f => new[] { f.Name, f.Target, f.Measured, f.Verdict })
            );
        if (rates.Count == 0)
            return report;
        return report
            .Section("Rates")
            .Paragraph(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{new Wrk(settings.Threads, settings.Connections).Describe}; {settings.Rounds} rounds of {settings.Duration.TotalSeconds:0} s a subject, in turn; {settings.Customers:N0} customers take turns, a new idempotency key each request. Teams of {settings.TeamSize}: each campaign has every customer once. Median (min to max); ratios are taken within a round."
                )
            )
            .Table(RateHead, rates);
    }
}
