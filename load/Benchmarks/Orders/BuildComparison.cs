namespace FuelGrains.Load.Benchmarks.Orders;

/// <summary>
/// Two builds of the product in one run, measured in turn: each has a process and a database of its own on the same server. The judged
/// figure is the product's CPU time a request (the median of the iterations), because rates depend on what else the machine does.
/// </summary>
internal sealed class BuildComparison(BenchmarkContext context)
{
    /// <summary>The most CPU time a request, as a multiple of the other build's.</summary>
    private const double Most = 1.05;
    private const string Here = "this build: ";
    private const string Other = "beside: ";

    public async Task<(IReadOnlyList<BenchmarkResult> Results, IReadOnlyList<Sample> Samples)> MeasureAsync(
        ProductBuild beside,
        CancellationToken stop
    )
    {
        var server = context.Settings.Postgres!;
        var stores = new List<PostgresStore>();
        try
        {
            stores.Add(await PostgresStore.CreateAsync(server, stop));
            stores.Add(await PostgresStore.CreateAsync(server, stop));
            await using var here = await context.StartProductAsync(context.Repository.Front, stores[0], stop);
            await using var other = await context.StartProductAsync(beside, stores[1], stop);
            var (ours, theirs) = (await SubjectsAsync(Here, here), await SubjectsAsync(Other, other));
            var inTurn = ours.Zip(theirs).SelectMany(pair => new[] { pair.First, pair.Second });
            var iterations = await context.Iterations.MeasureAsync([.. inTurn], stop);
            Sample[] samples = [.. iterations.SelectMany(i => i)];
            return ([.. ours.Select(subject => Evaluate(samples, subject.Name[Here.Length..]))], samples);
        }
        finally
        {
            if (!context.Settings.Keep)
                foreach (var store in stores)
                    await store.DropAsync(server, CancellationToken.None);
        }

        async Task<IReadOnlyList<Subject>> SubjectsAsync(string build, ProductUnderTest product)
        {
            var prepared = await ProductSubjects.PrepareAsync(context, product, stop);
            var subjects = await prepared.WantedAsync(compared: false, sale: null, stop);
            return [.. subjects.Select(subject => subject with { Name = build + subject.Name })];
        }
    }

    private static BenchmarkResult Evaluate(Sample[] samples, string name)
    {
        Sample[] here = [.. samples.Where(s => s.Subject.Name == Here + name)];
        Sample[] beside = [.. samples.Where(s => s.Subject.Name == Other + name)];
        var (cpuHere, cpuBeside) = (Cpu(here), Cpu(beside));
        var ratio = cpuHere.Median / cpuBeside.Median;
        var paired = here.Zip(beside, (h, b) => h.CpuMicroseconds / b.CpuMicroseconds);
        return new(
            $"CPU a request, {name}",
            $"<= {Most}",
            $"{ratio:0.000}: {cpuHere.Text("0.0")} µs beside {cpuBeside.Text("0.0")} µs; "
                + $"within an iteration {new Measurements(paired).Text("0.000")}",
            ratio <= Most,
            Sample.Invalid(here.Concat(beside))
        );
    }

    private static Measurements Cpu(IEnumerable<Sample> samples) => new(samples.Select(s => s.CpuMicroseconds));
}
