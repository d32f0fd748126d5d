using System.Globalization;
using FuelGrains.Load.Clients;
using FuelGrains.Load.Product;

namespace FuelGrains.Load.Figures;

/// <summary>Durable orders and all-held refusals against the floor, durable seats against the orders; on PostgreSQL.</summary>
internal sealed class ThroughputFigures(FiguresRun run)
{
    private const string FloorPost = "floor POST";
    private const string FloorGet = "floor GET";
    private const string Orders = "durable orders";
    private const string Refusals = "refusals all-held";
    private const string Joins = "durable joins";
    private const string Openings = "durable openings of teams";
    private const long EndlessStock = 100_000_000;

    public async Task<(IReadOnlyList<Figure> Figures, IReadOnlyList<string[]> Rows)> MeasureAsync(
        CancellationToken stop
    )
    {
        var sales = new List<Guid>();
        var subjects = new List<Subject>();
        IReadOnlyList<Sample[]> rounds;
        await using (var product = await run.StartProductAsync(stop))
        {
            var phones = new CustomerClient(product.Http);
            var customers = await Crowd.LoginAsync(phones, run.Settings.Customers, RunId.New(), run.Time, stop);
            var staff = await StaffClient.LoginAsync(product.Http, run.Settings.Staff, stop);
            await using var floor = await Floor.StartAsync(customers[0].Token, run.Work.FullName, run.Time, stop);

            // The first customer holds the one unit of the refused sale; the others rotate.
            var tokens = await run.WriteTokensAsync("product.tokens", customers.Skip(1).Select(c => c.Token), stop);
            var floorTokens = await run.WriteTokensAsync(
                "floor.tokens",
                customers.Skip(1).Select(c => floor.Resign(c.Token)),
                stop
            );
            subjects.Add(new(FloorPost, new(floor.Address, "empty"), "POST", 200, floorTokens, floor.Process));
            subjects.Add(new(FloorGet, new(floor.Address, "empty"), "GET", 200, floorTokens, floor.Process));
            if (Wanted("orders") || Wanted("joins"))
            {
                sales.Add(await run.OpenSaleAsync(staff, "orders", EndlessStock, stop));
                subjects.Add(new(Orders, OrdersOf(product, sales[^1]), "POST", 201, tokens, product.Process!));
            }
            if (Wanted("joins"))
                subjects.AddRange(Seats(product, staff, customers[1..], tokens));
            if (Wanted("refusals"))
            {
                sales.Add(await run.OpenSaleAsync(staff, "refusals", 1, stop));
                await HoldTheOneUnitAsync(phones, sales[^1], customers, stop);
                subjects.Add(new(Refusals, OrdersOf(product, sales[^1]), "POST", 409, tokens, product.Process!));
            }
            var settings = run.Settings;
            rounds = await new Rounds(
                new Wrk(settings.Threads, settings.Connections),
                settings.Duration,
                settings.Rounds
            ).MeasureAsync(subjects, stop);
        }
        sales.AddRange(subjects.SelectMany(s => s.Presses?.Campaigns ?? []));
        if (!run.Settings.Keep)
            await new SaleRows(run.Postgres).ForgetAsync(sales, stop);
        return (Judge(rounds), Rows(rounds));
    }

    private bool Wanted(string figure) => run.Settings.Only.Contains(figure);

    private IEnumerable<Subject> Seats(ProductUnderTest product, StaffClient staff, Customer[] customers, string tokens)
    {
        var size = run.Settings.TeamSize;
        if (customers.Length < size)
            throw new CannotRunException($"Teams of {size} take more than {run.Settings.Customers} customers.");
        var phones = new TeamClient(product.Http);
        yield return new(Joins, product.Address, "POST", 201, tokens, product.Process!)
        {
            Body = "{}",
            Presses = new(run, staff, phones, customers, size, join: true),
        };
        yield return new(Openings, product.Address, "POST", 201, tokens, product.Process!)
        {
            Body = $$"""{"size":{{size}}}""",
            Presses = new(run, staff, phones, customers, size, join: false),
        };
    }

    private static Uri OrdersOf(ProductUnderTest product, Guid sale) =>
        new(product.Address, $"api/flash-sales/{sale}/orders");

    private static async Task HoldTheOneUnitAsync(
        CustomerClient phones,
        Guid sale,
        Customer[] customers,
        CancellationToken stop
    )
    {
        var held = await phones.BuyAsync(sale, customers[0], RunId.New(), stop);
        var refused = await phones.BuyAsync(sale, customers[1], RunId.New(), stop);
        if (held.Kind != AnswerKind.Accepted || refused.Slug != "all-held")
            throw new CannotRunException(
                $"A sale of one unit answered {held.Slug}, then {refused.Slug}, where accepted and all-held were due."
            );
    }

    private List<Figure> Judge(IReadOnlyList<Sample[]> rounds)
    {
        var figures = new List<Figure>();
        var invalid = string.Join(
            "; ",
            rounds
                .SelectMany(r => r)
                .Where(s => !s.Valid)
                .Select(s => $"{s.Subject.Name} {s.OthersByStatus}")
                .Distinct()
        );
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

    private static IReadOnlyList<string[]> Rows(IReadOnlyList<Sample[]> rounds) =>
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
