namespace FuelGrains.Load.Workloads.Forecourt;

/// <summary>The product that sites dial in to, with what it needs beside it: started and ended by this program, or found running.</summary>
internal sealed class ForecourtFixture : IAsyncDisposable
{
    /// <summary>Every driver and every request of the verifiers has a connection.</summary>
    private static readonly HttpLimits Limits = new(4_096, TimeSpan.FromSeconds(15));

    /// <summary>WeChat's callback schedule is divided by this factor; the keys are small, so that the machine is the product's.</summary>
    private const double TimeFactor = 60;
    private const int KeyBits = 1_024;

    private readonly ForecourtSettings _settings;
    private readonly WorkFolder _work = new() { Keep = true };
    private PostgresStore? _own;

    private ForecourtFixture(ForecourtSettings settings) => _settings = settings;

    public ProductUnderTest Product { get; private set; } = null!;

    /// <summary>Null where a running product brings its own, or nobody pays.</summary>
    public WeChatProcess? WeChat { get; private set; }

    public StaffClient Staff { get; private set; } = null!;

    /// <summary>Machine and settings, for the report.</summary>
    public IReadOnlyList<string> Described { get; private set; } = [];

    public string Storage => Product.Store?.Name ?? "target";

    /// <summary>Set when everything held: then nothing needs to be kept.</summary>
    public bool Held { get; set; }

    public static async Task<ForecourtFixture> StartAsync(
        ForecourtSettings settings,
        TimeProvider time,
        CancellationToken stop
    )
    {
        var fixture = new ForecourtFixture(settings);
        try
        {
            await fixture.StartAsync(time, stop);
            return fixture;
        }
        catch
        {
            await fixture.DisposeAsync();
            throw;
        }
    }

    /// <summary>The settings of a site that dials in here; the run adds what the site does.</summary>
    public SiteSettings Site(SecretReply station) =>
        new()
        {
            Server = Product.Address,
            Station = station.StationId,
            Secret = station.Secret,
            Pumps = _settings.Pumps,
            Seed = _settings.Seed,
        };

    public async ValueTask DisposeAsync()
    {
        if (Product is not null)
            await Product.DisposeAsync();
        if (WeChat is not null)
            await WeChat.DisposeAsync();
        _work.Keep = !Held || _settings.Keep;
        if (_own is not null && !_work.Keep)
            await _own.DropAsync(_settings.Postgres!, CancellationToken.None);
        _work.Dispose();
    }

    private async Task StartAsync(TimeProvider time, CancellationToken stop)
    {
        var repository = Repository.Find();
        Described = await Machine.DescribeAsync(repository, stop);
        if (_settings.Target is { } target)
            Product = ProductUnderTest.Running(target, store: null, Limits);
        else
            await StartProductAsync(repository, time, stop);
        Staff = await StaffClient.LoginAsync(Product.Http, _settings.Staff, time, stop);
    }

    private async Task StartProductAsync(Repository repository, TimeProvider time, CancellationToken stop)
    {
        if (_settings.Build)
            await repository.BuildFrontAsync(stop);
        if (_settings is { Build: true, Pays: true })
            await repository.BuildSimulatorAsync(stop);
        _own = _settings.Postgres is { } server ? await PostgresStore.CreateAsync(server, stop) : null;
        if (_settings.Pays)
            WeChat = await WeChatProcess.StartAsync(repository, _work, TimeFactor, KeyBits, time, stop);
        var store = _own ?? (Store)SqliteStore.In(_work.Sub("data"));
        IReadOnlyList<(string Name, string Value)> named = _settings.Pays
            ? [.. ProductSettings.ShortWaits, .. ProductSettings.ShortFuelWaits]
            : ProductSettings.BusyStaff;
        Console.WriteLine($"Starting the product on {store.Name}");
        var launch = new ProductLaunch(repository.Front, store, _work.FullName, Limits, time)
        {
            WeChat = WeChat,
            Named = named,
        };
        Product = await ProductUnderTest.StartAsync(launch, stop);
        var shown = ProductSettings.Text(named);
        Described = [.. Described, $"limits raised and waits shortened: {ProductSettings.Raised} {shown}"];
    }
}
