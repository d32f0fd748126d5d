using FuelGrains.Load.Clients;
using FuelGrains.Load.Product;
using FuelGrains.Load.Scenarios;

namespace FuelGrains.Load.Figures;

/// <summary>What every figure of one run shares.</summary>
internal sealed record FiguresRun(FiguresSettings Settings, Repository Repository, WorkFolder Work, TimeProvider Time)
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(60);

    public static HttpLimits Http { get; } = new(64, AnswerWithin);

    /// <summary>Lets this run, and nobody else, read the product's own metrics.</summary>
    public string MetricsToken { get; } = RunId.New() + RunId.New() + RunId.New();

    public Rounds Rounds => new(new(Settings.Threads, Settings.Connections), Settings.Duration, Settings.Rounds);

    public PostgresStore Postgres => new(Settings.Postgres!);

    /// <summary>This checkout's build on the database that was given.</summary>
    public Task<ProductUnderTest> StartProductAsync(CancellationToken stop) =>
        StartProductAsync(Repository.Front, Postgres, stop);

    public Task<ProductUnderTest> StartProductAsync(ProductBuild build, PostgresStore store, CancellationToken stop)
    {
        var settings = ProductSettings.For(store, demoSeed: false);
        settings["Ops__MetricsToken"] = MetricsToken;
        return ProductUnderTest.StartAsync(build, store, settings, Work.FullName, Http, Time, stop);
    }

    /// <summary>An open sale in which neither the limits nor the clock end a measurement.</summary>
    public async Task<Guid> OpenSaleAsync(StaffClient staff, string title, long stock, CancellationToken stop)
    {
        var now = Time.GetUtcNow();
        var draft = new SaleDraft
        {
            ProductId = await staff.AnyProductAsync(stop),
            Title = $"figures {title}",
            Stock = stock,
            StartsAt = now.AddMinutes(-1),
            EndsAt = now.AddHours(6),
            LimitPerCustomer = 1_000_000,
            PayWithinSeconds = 3600,
        };
        return (await staff.PublishAsync(draft, stop)).Id;
    }

    /// <summary>The same for a group buy: nobody pays, and no team comes to its deadline.</summary>
    public async Task<Guid> OpenGroupBuyAsync(
        StaffClient staff,
        string title,
        int teamSize,
        long stock,
        CancellationToken stop
    )
    {
        var now = Time.GetUtcNow();
        var draft = new GroupBuyDraft
        {
            ProductId = await staff.AnyProductAsync(stop),
            Title = $"figures {title}",
            Ladder = [new(teamSize, 19_900)],
            Stock = stock,
            StartsAt = now.AddMinutes(-1),
            EndsAt = now.AddHours(6),
            LimitPerCustomer = 1,
            PayWithinSeconds = 3600,
            TeamOpenSeconds = 6 * 3600,
        };
        return await staff.PublishGroupBuyAsync(draft, stop);
    }

    public async Task<string> WriteTokensAsync(string name, IEnumerable<string> tokens, CancellationToken stop)
    {
        var file = Path.Combine(Work.FullName, name);
        await File.WriteAllLinesAsync(file, tokens, stop);
        return file;
    }
}
