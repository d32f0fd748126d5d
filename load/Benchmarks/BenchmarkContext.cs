namespace FuelGrains.Load.Benchmarks;

/// <summary>The settings and helpers that the benchmarks of one run share.</summary>
internal sealed record BenchmarkContext(BenchmarkSettings Settings, RunFixture Fixture)
{
    public Repository Repository => Fixture.Repository;
    public WorkFolder Work => Fixture.Work;
    public TimeProvider Time => Fixture.Time;

    /// <summary>The token for the product's own metrics, known to this run alone.</summary>
    public string MetricsToken { get; } = RunId.New() + RunId.New() + RunId.New();

    public Iterations Iterations =>
        new(new(Settings.Threads, Settings.Connections), Settings.WarmUp, Settings.Duration, Settings.Iterations);

    private DateTimeOffset Opened => Time.GetUtcNow().AddMinutes(-1);
    private DateTimeOffset Closes => Time.GetUtcNow().AddHours(6);

    /// <summary>Measures on a database of its own, which is dropped afterwards unless the run is kept.</summary>
    public async Task<T> OnOwnDatabaseAsync<T>(Func<PostgresStore, Task<T>> measure, CancellationToken stop)
    {
        var store = await PostgresStore.CreateAsync(Settings.Postgres!, stop);
        try
        {
            return await measure(store);
        }
        finally
        {
            if (!Settings.Keep)
                await store.DropAsync(Settings.Postgres!, CancellationToken.None);
        }
    }

    /// <summary>Starts a product in Production, with the secrets of this run.</summary>
    public Task<ProductUnderTest> StartProductAsync(ProductBuild build, Store store, CancellationToken stop) =>
        Fixture.LaunchAsync(build, store, [("Ops__MetricsToken", MetricsToken)], stop);

    /// <summary>Starts a front and so many silos beside it, likewise.</summary>
    /// <param name="further">Settings that differ from the defaults.</param>
    public Task<ClusterUnderTest> StartClusterAsync(
        int silos,
        PostgresStore store,
        IEnumerable<(string, string)> further,
        CancellationToken stop
    ) => Fixture.LaunchClusterAsync(silos, store, [("Ops__MetricsToken", MetricsToken), .. further], stop);

    /// <summary>Publishes an open sale in which neither the limits nor the clock end a measurement.</summary>
    public async Task<Guid> OpenSaleAsync(
        StaffClient staff,
        string title,
        long stock,
        CancellationToken stop,
        int shards = 1
    )
    {
        var draft = new SaleDraft
        {
            ProductId = await staff.AnyProductAsync(stop),
            Title = $"figures {title}",
            Stock = stock,
            StartsAt = Opened,
            EndsAt = Closes,
            LimitPerCustomer = 1_000_000,
            Shards = shards,
        };
        return (await staff.PublishAsync(draft, stop)).Id;
    }

    /// <summary>Publishes an open group buy: nobody pays, and no team comes to its deadline.</summary>
    public async Task<Guid> OpenGroupBuyAsync(StaffClient staff, string title, long stock, CancellationToken stop)
    {
        var draft = new GroupBuyDraft
        {
            ProductId = await staff.AnyProductAsync(stop),
            Title = $"figures {title}",
            Ladder = [new(Settings.TeamSize, 19_900)],
            Stock = stock,
            StartsAt = Opened,
            EndsAt = Closes,
            LimitPerCustomer = 1,
            TeamOpenSeconds = 6 * 3600,
        };
        return await staff.PublishGroupBuyAsync(draft, stop);
    }

    public async Task<string> WriteTokensAsync(string name, IEnumerable<string> tokens, CancellationToken stop)
    {
        var file = Work.File(name);
        await File.WriteAllLinesAsync(file, tokens, stop);
        return file;
    }
}
