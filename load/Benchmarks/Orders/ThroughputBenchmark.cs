namespace FuelGrains.Load.Benchmarks.Orders;

/// <summary>
/// Durable orders and refusals against the baseline, durable seats against the orders; on PostgreSQL. The judged ratio is to the
/// baseline's POST with the very same request; the ratio to its GET stands beside it.
/// </summary>
internal sealed class ThroughputBenchmark(BenchmarkContext context)
{
    private const string BaselinePost = "floor POST";
    private const string BaselineGet = "floor GET";

    public async Task<(IReadOnlyList<BenchmarkResult> Results, IReadOnlyList<Sample> Samples)> MeasureAsync(
        CancellationToken stop
    )
    {
        var subjects = new List<Subject>();
        IReadOnlyList<Sample[]> iterations;
        await using (var product = await context.StartProductAsync(context.Repository.Front, context.Postgres, stop))
        {
            var prepared = await ProductSubjects.PrepareAsync(context, product, stop);
            var customers = prepared.Customers;
            await using var baseline = await Baseline.StartAsync(customers[0].Token, context.Work, context.Time, stop);
            var signed = customers.Skip(1).Select(c => baseline.Resign(c.Token));
            var tokens = await context.WriteTokensAsync("baseline.tokens", signed, stop);
            var empty = new Uri(baseline.Address, "empty");
            subjects.Add(new(BaselinePost, empty, "POST", 200, tokens, baseline.Process));
            subjects.Add(new(BaselineGet, empty, "GET", 200, tokens, baseline.Process));
            subjects.AddRange(await prepared.WantedAsync(compared: true, stop));
            iterations = await context.Iterations.MeasureAsync(subjects, stop);
        }
        if (!context.Settings.Keep)
            await CampaignRows.ForgetAsync(context.Postgres, [.. subjects.SelectMany(s => s.Campaigns)], stop);
        return ([.. Evaluate(iterations)], [.. iterations.SelectMany(i => i)]);
    }

    private bool Wanted(string figure) => context.Settings.Only.Contains(figure);

    private IEnumerable<BenchmarkResult> Evaluate(IReadOnlyList<Sample[]> iterations)
    {
        var invalid = Sample.Invalid(iterations.SelectMany(i => i));
        if (Wanted("orders"))
        {
            yield return AtLeast(ProductSubjects.DurableOrders, BaselinePost, 0.5);
            yield return Beside(ProductSubjects.DurableOrders, BaselineGet);
        }
        if (Wanted("refusals"))
        {
            yield return AtLeast(ProductSubjects.Refusals, BaselinePost, 0.8);
            yield return Beside(ProductSubjects.Refusals, BaselineGet);
        }
        if (Wanted("joins"))
        {
            yield return AtLeast(ProductSubjects.DurableJoins, ProductSubjects.DurableOrders, 0.6);
            yield return Beside(ProductSubjects.DurableOpenings, ProductSubjects.DurableOrders);
        }

        BenchmarkResult AtLeast(string name, string to, double target) =>
            BenchmarkResult.AtLeast($"{name} / {to}", target, Ratio(name, to), invalid);

        BenchmarkResult Beside(string name, string to) =>
            BenchmarkResult.Explaining($"{name} / {to}", Ratio(name, to).Text("0.00"));

        Measurements Ratio(string name, string to) => new(iterations.Select(i => Rate(i, name) / Rate(i, to)));

        static double Rate(Sample[] iteration, string name) =>
            iteration.Single(s => s.Subject.Name == name).Result.PerSecond;
    }
}
