using System.Globalization;
using FuelGrains.Load.Product;

namespace FuelGrains.Load.Figures;

/// <summary>
/// Two builds of the product side by side in one run, measured in turn: each has a process and a database of its own on the same server.
/// The product's CPU time a request is judged, because it does not depend on what else the machine does as a rate does.
/// </summary>
internal sealed class BuildComparison(FiguresRun run)
{
    /// <summary>How many times the CPU time of the other build is too much.</summary>
    private const double Most = 1.05;
    private const string Here = "this build: ";
    private const string Beside = "beside: ";

    public async Task<(IReadOnlyList<Figure> Figures, IReadOnlyList<string[]> Rows)> MeasureAsync(
        ProductBuild beside,
        CancellationToken stop
    )
    {
        var server = run.Settings.Postgres!;
        var stores = new List<PostgresStore>();
        try
        {
            stores.Add(await PostgresStore.CreateAsync(server, stop));
            stores.Add(await PostgresStore.CreateAsync(server, stop));
            await using var here = await run.StartProductAsync(run.Repository.Front, stores[0], stop);
            await using var other = await run.StartProductAsync(beside, stores[1], stop);
            var (ours, theirs) = (await SubjectsAsync(Here, here, stop), await SubjectsAsync(Beside, other, stop));
            Subject[] inTurn = [.. ours.Zip(theirs).SelectMany(pair => new[] { pair.First, pair.Second })];
            var rounds = await run.Rounds.MeasureAsync(inTurn, stop);
            return (
                [.. ours.Select(subject => Judge(rounds, subject.Name[Here.Length..]))],
                ThroughputFigures.Rows(rounds)
            );
        }
        finally
        {
            if (!run.Settings.Keep)
                foreach (var store in stores)
                    await store.DropAsync(server, CancellationToken.None);
        }
    }

    private async Task<IReadOnlyList<Subject>> SubjectsAsync(
        string build,
        ProductUnderTest product,
        CancellationToken stop
    )
    {
        var prepared = await ProductSubjects.PrepareAsync(run, product, stop);
        var subjects = new List<Subject>();
        if (run.Settings.Only.Contains("orders"))
            subjects.Add(await prepared.OrdersAsync(stop));
        if (run.Settings.Only.Contains("refusals"))
            subjects.Add(await prepared.RefusalsAsync(stop));
        if (run.Settings.Only.Contains("joins"))
            subjects.Add(prepared.JoinsSubject());
        return [.. subjects.Select(subject => subject with { Name = build + subject.Name })];
    }

    private static Figure Judge(IReadOnlyList<Sample[]> rounds, string name)
    {
        var (here, beside) = (Cpu(rounds, Here + name), Cpu(rounds, Beside + name));
        var ratio = here.Median / beside.Median;
        var measured = string.Create(
            CultureInfo.InvariantCulture,
            $"{ratio:0.000} ({here.Text("0.0")} µs beside {beside.Text("0.0")} µs)"
        );
        return new(
            $"CPU a request, {name}",
            $"<= {Most.ToString(CultureInfo.InvariantCulture)}",
            measured,
            ratio <= Most
        )
        {
            Invalid = Sample.Invalid(rounds),
        };
    }

    private static Series Cpu(IReadOnlyList<Sample[]> rounds, string name) =>
        new(rounds.Select(round => round.Single(sample => sample.Subject.Name == name).CpuMicroseconds));
}
