namespace FuelGrains.Load.Process;

/// <summary>
/// The product with everything that it needs, started for one run and ended with it: own database, work folder, simulator of WeChat. Or,
/// with <c>--target</c>, a product that was found running.
/// </summary>
internal sealed class RunFixture(RunSettings settings, TimeProvider time) : IAsyncDisposable
{
    /// <summary>A start takes seconds on a quiet machine, and a minute on one that a test suite shares.</summary>
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromMinutes(3);

    private PostgresStore? _own;
    private bool _held;

    public Repository Repository { get; } = Repository.Find();
    public WorkFolder Work { get; } = new();
    public TimeProvider Time => time;

    /// <summary>The lines of a report about the machine.</summary>
    public IReadOnlyList<string> Machine { get; private set; } = [];
    public ProductUnderTest Product { get; private set; } = null!;

    /// <summary>Null where the product brings its own.</summary>
    public WeChatProcess? WeChat { get; private set; }
    public StaffClient Staff { get; private set; } = null!;
    public PhoneClient Phones => field ??= new(Product.Http);
    public string Storage => Product.Store?.Name ?? "target";

    public async Task StartAsync(CancellationToken stop)
    {
        Machine = await Reports.Machine.DescribeAsync(Repository, stop);
        Product = settings.Target is { } target
            ? new(target, settings.Store, settings.Http.Client(target))
            : await StartProductAsync(stop);
        await LoginAsync(stop);
    }

    /// <summary>Stops the product, and starts it when the clocks of WeChat and the product are ahead. Tokens may have expired.</summary>
    /// <param name="ahead">Whole seconds.</param>
    public async Task StartLaterAsync(LaterClock clock, TimeSpan ahead, CancellationToken stop)
    {
        await Product.StopAsync();
        await WeChat!.Control.SetClockAsync(ahead, stop);
        await Product.StartAsync(clock.Settings(ahead), stop);
        await LoginAsync(stop);
    }

    /// <summary>Starts a product beside the simulator.</summary>
    /// <param name="named">Settings that differ from the defaults.</param>
    public async Task<ProductUnderTest> LaunchAsync(
        ProductBuild build,
        Store store,
        IEnumerable<(string Name, string Value)> named,
        CancellationToken stop
    )
    {
        var address = ChildProcess.FreeAddress();
        return await LaunchAsync(build, address, store, await EnvironmentAsync(store, address, named, stop), stop);
    }

    /// <summary>Starts silos as processes of their own, and a front that hosts none; without silos the front hosts its own.</summary>
    public async Task<ClusterUnderTest> LaunchClusterAsync(
        int silos,
        Store store,
        IEnumerable<(string Name, string Value)> named,
        CancellationToken stop
    )
    {
        var address = ChildProcess.FreeAddress();
        var environment = await EnvironmentAsync(store, address, named, stop);
        var started = new List<ProductUnderTest>();
        try
        {
            for (var i = 0; i < silos; i++)
            {
                environment["FuelGrains__SiloPort"] = FreePorts.NextText();
                environment["FuelGrains__GatewayPort"] = FreePorts.NextText();
                var own = new Dictionary<string, string>(environment);
                started.Add(await LaunchAsync(Repository.Silo, ChildProcess.FreeAddress(), store, own, stop));
            }
            if (silos > 0)
                environment["FuelGrains__Silo"] = "Remote";
            return new(await LaunchAsync(Repository.Front, address, store, environment, stop), started);
        }
        catch
        {
            foreach (var silo in started)
                await silo.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the simulator of WeChat as a process of its own, for products that are launched afterwards.</summary>
    public async Task StartWeChatAsync(int bits, CancellationToken stop)
    {
        if (settings.Build)
            await Repository.BuildSimulatorAsync(stop);
        WeChat = await WeChatProcess.StartAsync(Repository.SimulatorDll, Work.Sub("wechat"), bits, time, stop);
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

    /// <param name="address">The address of the front.</param>
    private async Task<Dictionary<string, string>> EnvironmentAsync(
        Store store,
        Uri address,
        IEnumerable<(string Name, string Value)> named,
        CancellationToken stop
    )
    {
        var environment = ProductSettings.For(store, demoSeed: false);
        foreach (var (name, value) in settings.Production?.Settings ?? new Dictionary<string, string>())
            environment[name] = value;
        foreach (var (name, value) in named)
            environment[name] = value;
        if (WeChat is not null)
        {
            foreach (var (name, value) in await WeChat.Control.SettingsAsync(stop))
                environment[name] = value;
            environment["WeChatPay__NotifyBaseUrl"] = address.ToString();
        }
        return environment;
    }

    private async Task<ProductUnderTest> LaunchAsync(
        ProductBuild build,
        Uri address,
        Store store,
        Dictionary<string, string> environment,
        CancellationToken stop
    )
    {
        string[] arguments = [build.Dll, "--urls", address.ToString()];
        var log = Work.File($"product-{RunId.New()}.log");
        var command = new ChildCommand(arguments, build.Folder, log);
        var http = settings.Http.Client(address);
        var product = new ProductUnderTest(
            address,
            store,
            http,
            (further, cancel) =>
            {
                var with = command with { Environment = environment.Concat(further).ToDictionary() };
                return ChildProcess.StartAsync(with, http, "health/ready", ReadyWithin, time, cancel);
            }
        );
        await product.StartAsync(stop);
        return product;
    }

    private async Task LoginAsync(CancellationToken stop) =>
        Staff = await StaffClient.LoginAsync(Product.Http, settings.Staff, time, stop);

    private async Task<ProductUnderTest> StartProductAsync(CancellationToken stop)
    {
        if (settings.Build)
            await Repository.BuildFrontAsync(stop);
        _own = settings.Server is { } server ? await PostgresStore.CreateAsync(server, stop) : null;
        if (settings.KeyBits is { } bits)
            await StartWeChatAsync(bits, stop);
        var store = _own ?? settings.Store ?? SqliteStore.In(Work.Sub("data"));
        Console.WriteLine($"Starting the product on {store.Name}{(_own is null ? "" : $", database {_own.Database}")}");
        return await LaunchAsync(Repository.Front, store, settings.Named, stop);
    }
}
