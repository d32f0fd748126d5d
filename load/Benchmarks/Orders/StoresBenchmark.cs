namespace FuelGrains.Load.Benchmarks.Orders;

/// <summary>Orders of a product on SQLite in turn with orders of one on PostgreSQL, both on files of their own.</summary>
internal sealed class StoresBenchmark(BenchmarkContext context)
{
    private const double Target = 0.8;
    private const string OnSqlite = "orders on SQLite";
    private const string OnPostgres = "orders on PostgreSQL";

    public Task<(IReadOnlyList<BenchmarkResult> Results, IReadOnlyList<Sample> Samples)> MeasureAsync(
        CancellationToken stop
    ) =>
        context.OnOwnDatabaseAsync(
            async store =>
            {
                await using var postgres = await Stage.SetAsync(context, store, stop);
                await using var sqlite = await Stage.SetAsync(
                    context,
                    SqliteStore.In(context.Work.Sub("sqlite")),
                    stop
                );
                return await MeasureAsync(postgres, sqlite, stop);
            },
            stop
        );

    private async Task<(IReadOnlyList<BenchmarkResult>, IReadOnlyList<Sample>)> MeasureAsync(
        Stage postgres,
        Stage sqlite,
        CancellationToken stop
    )
    {
        Subject[] subjects =
        [
            await sqlite.SubjectAsync(OnSqlite, await sqlite.OpenSaleAsync(OnSqlite, stop), stop),
            await postgres.SubjectAsync(OnPostgres, await postgres.OpenSaleAsync(OnPostgres, stop), stop),
        ];
        var iterations = await context.Iterations.MeasureAsync(subjects, stop);
        Sample[] samples = [.. iterations.SelectMany(i => i)];
        var ratios = iterations.Select(i => Sample.Rate(i, OnSqlite) / Sample.Rate(i, OnPostgres));
        return (
            [
                BenchmarkResult.AtLeast(
                    $"{OnSqlite} / {OnPostgres}",
                    Target,
                    new(ratios.ToArray()),
                    Sample.Invalid(samples)
                ),
            ],
            samples
        );
    }
}
