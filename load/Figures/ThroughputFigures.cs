using System.Globalization;
using static FuelGrains.Load.Figures.ProductSubjects;

namespace FuelGrains.Load.Figures;

/// <summary>Durable orders and all-held refusals against the floor, durable seats against the orders; on PostgreSQL.</summary>
internal sealed class ThroughputFigures(FiguresRun run)
{
    private const string FloorPost = "floor POST";
    private const string FloorGet = "floor GET";

    public async Task<(IReadOnlyList<Figure> Figures, IReadOnlyList<string[]> Rows)> MeasureAsync(
        CancellationToken stop
    )
    {
        var subjects = new List<Subject>();
        IReadOnlyList<Sample[]> rounds;
        await using (var product = await run.StartProductAsync(stop))
        {
            var prepared = await ProductSubjects.PrepareAsync(run, product, stop);
            var customers = prepared.Customers;
            await using var floor = await Floor.StartAsync(customers[0].Token, run.Work.FullName, run.Time, stop);
            var tokens = customers.Skip(1).Select(c => floor.Resign(c.Token));
            var floorTokens = await run.WriteTokensAsync("floor.tokens", tokens, stop);
            subjects.Add(new(FloorPost, new(floor.Address, "empty"), "POST", 200, floorTokens, floor.Process));
            subjects.Add(new(FloorGet, new(floor.Address, "empty"), "GET", 200, floorTokens, floor.Process));
            if (Wanted("orders") || Wanted("joins"))
                subjects.Add(await prepared.OrdersAsync(stop));
            if (Wanted("joins"))
                subjects.AddRange([prepared.JoinsSubject(), prepared.OpeningsSubject()]);
            if (Wanted("refusals"))
                subjects.Add(await prepared.RefusalsAsync(stop));
            rounds = await run.Rounds.MeasureAsync(subjects, stop);
        }
        if (!run.Settings.Keep)
            await new SaleRows(run.Postgres).ForgetAsync([.. subjects.SelectMany(s => s.Campaigns)], stop);
        return (Judge(rounds), Rows(rounds));
    }

    private bool Wanted(string figure) => run.Settings.Only.Contains(figure);

    private List<Figure> Judge(IReadOnlyList<Sample[]> rounds)
    {
        var figures = new List<Figure>();
        var invalid = Sample.Invalid(rounds);
        foreach (var (wanted, name, target) in new[] { ("orders", Orders, 0.5), ("refusals", Refusals, 0.8) })
        {
            if (!Wanted(wanted))
                continue;
            figures.Add(
                Figure.AtLeast(
                    $"{name} / {FloorPost} (the same request)",
                    target,
                    Ratio(rounds, name, FloorPost),
                    "",
                    "0.00"
                ) with
                {
                    Invalid = invalid,
                }
            );
            figures.Add(new($"{name} / {FloorGet}", "", Ratio(rounds, name, FloorGet).Text("0.00"), null));
        }
        if (!Wanted("joins"))
            return figures;
        figures.Add(
            Figure.AtLeast($"{Joins} / {Orders}", 0.6, Ratio(rounds, Joins, Orders), "", "0.00") with
            {
                Invalid = invalid,
            }
        );
        figures.Add(new($"{Openings} / {Orders}", "", Ratio(rounds, Openings, Orders).Text("0.00"), null));
        return figures;
    }

    private static Series Ratio(IReadOnlyList<Sample[]> rounds, string name, string floor) =>
        new(
            rounds.Select(r =>
                r.Single(s => s.Subject.Name == name).Result.PerSecond
                / r.Single(s => s.Subject.Name == floor).Result.PerSecond
            )
        );

    internal static IReadOnlyList<string[]> Rows(IReadOnlyList<Sample[]> rounds) =>
        [
            .. rounds
                .SelectMany(r => r)
                .GroupBy(s => s.Subject.Name)
                .OrderBy(s => s.Key, StringComparer.Ordinal)
                .Select(s =>
                    new[]
                    {
                        s.Key,
                        new Series(s.Select(x => x.Result.PerSecond)).Text("N0"),
                        new Series(s.Select(x => x.CpuMicroseconds)).Text("N0"),
                        new Series(s.Select(x => x.Result.P50 / 1000)).Median.ToString(
                            "N1",
                            CultureInfo.InvariantCulture
                        ),
                        new Series(s.Select(x => x.Result.P99 / 1000)).Median.ToString(
                            "N1",
                            CultureInfo.InvariantCulture
                        ),
                        new Series(s.Select(x => x.Result.P999 / 1000)).Median.ToString(
                            "N1",
                            CultureInfo.InvariantCulture
                        ),
                        s.Sum(x => x.Others) is var others && others > 0
                            ? string.Join("; ", s.Select(x => x.OthersByStatus).Where(x => x.Length > 0))
                            : "none",
                    }
                ),
        ];
}
