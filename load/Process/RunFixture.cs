namespace FuelGrains.Load.Process;

/// <summary>What a run needs of the product, and beside it.</summary>
/// <param name="Named">The product's settings that differ from the defaults.</param>
internal sealed record RunPlan(HttpLimits Http, IReadOnlyList<(string Name, string Value)> Named)
{
    /// <summary>A PostgreSQL server, where the run makes a database of its own.</summary>
    public string? Server { get; init; }

    /// <summary>A database that the run shares with others; null without <see cref="Server"/>: an SQLite file of its own.</summary>
    public Store? Store { get; init; }

    /// <summary>The simulator of WeChat is a process of its own, with keys of so many bits; null: the product runs one inside.</summary>
    public int? WeChatKeyBits { get; init; }
}

/// <summary>
/// The product with everything that it needs, started for one run and ended with it: own database, work folder, simulator of WeChat. Or,
/// with <c>--target</c>, a product that was found running.
/// </summary>
internal sealed class RunFixture(RunSettings settings, TimeProvider time) : IAsyncDisposable
{
    private PostgresStore? _own;
    private bool _held;

    public Repository Repository { get; } = Repository.Find();
    public WorkFolder Work { get; } = new();

    /// <summary>The lines of a report about the machine.</summary>
    public IReadOnlyList<string> Machine { get; private set; } = [];

    public ProductUnderTest Product { get; private set; } = null!;

    /// <summary>Null where the product brings its own.</summary>
    public WeChatProcess? WeChat { get; private set; }
    public StaffClient Staff { get; private set; } = null!;
    public PhoneClient Phones => field ??= new(Product.Http);
    public string Storage => Product.Store?.Name ?? "target";

    public static async Task<RunFixture> StartAsync(
        RunSettings settings,
        RunPlan plan,
        TimeProvider time,
        CancellationToken stop
    )
    {
        var fixture = new RunFixture(settings, time);
        try
        {
            await fixture.StartAsync(plan, stop);
            return fixture;
        }
        catch
        {
            await fixture.DisposeAsync();
            throw;
        }
    }

    /// <summary>Publishes the report; returns the exit code. When every promise held, nothing needs to be kept.</summary>
    public async Task<int> EndAsync(string name, Report report, IReadOnlyCollection<Check> checks)
    {
        await report.PublishAsync(settings.Results ?? Repository.Results, $"{name}-{Storage}", time);
        return End(checks.All(check => check.Held));
    }

    public int End(bool held)
    {
        _held = held;
        return held ? 0 : 1;
    }

    public async ValueTask DisposeAsync()
    {
        if (Product is not null)
            await Product.DisposeAsync();
        if (WeChat is not null)
            await WeChat.DisposeAsync();
        Work.Keep = !_held || settings.Keep;
        if (_own is not null && !Work.Keep)
            await _own.DropAsync(settings.Postgres!, CancellationToken.None);
        Work.Dispose();
    }

    private async Task StartAsync(RunPlan plan, CancellationToken stop)
    {
        Machine = await Reports.Machine.DescribeAsync(Repository, stop);
        Product = settings.Target is { } target
            ? new(target, plan.Store, plan.Http.Client(target))
            : await StartProductAsync(plan, stop);
        Staff = await StaffClient.LoginAsync(Product.Http, settings.Staff, time, stop);
    }

    private async Task<ProductUnderTest> StartProductAsync(RunPlan plan, CancellationToken stop)
    {
        if (settings.Build)
            await Repository.BuildFrontAsync(stop);
        if (settings.Build && plan.WeChatKeyBits is not null)
            await Repository.BuildSimulatorAsync(stop);
        _own = plan.Server is { } server ? await PostgresStore.CreateAsync(server, stop) : null;
        if (plan.WeChatKeyBits is { } bits)
            WeChat = await WeChatProcess.StartAsync(Repository.SimulatorDll, Work.Sub("wechat"), bits, time, stop);
        var store = _own ?? plan.Store ?? SqliteStore.In(Work.Sub("data"));
        Console.WriteLine($"Starting the product on {store.Name}{(_own is null ? "" : $", database {_own.Database}")}");
        var launch = new ProductLaunch(Repository.Front, store, Work.FullName, plan.Http, time)
        {
            WeChat = WeChat,
            Named = plan.Named,
        };
        return await ProductUnderTest.StartAsync(launch, stop);
    }
}
