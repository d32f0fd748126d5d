using System.Globalization;
using FuelGrains.ForecourtSimulator;
using FuelGrains.Load.Clients;
using FuelGrains.Load.Product;
using FuelGrains.Load.Reports;
using FuelGrains.Load.Scenarios;

namespace FuelGrains.Load.Sites;

/// <summary>The product that sites dial in to, with what it needs beside it: started by this program and ended with it, or found running.</summary>
internal sealed class Stand : IAsyncDisposable
{
    /// <summary>Every driver and every look of the match has a connection.</summary>
    private static readonly HttpLimits Limits = new(4_096, TimeSpan.FromSeconds(15));

    /// <summary>WeChat's callback schedule is divided by it; its keys are small, so that the machine is the product's.</summary>
    private const double TimeFactor = 60;
    private const int KeyBits = 1_024;

    private readonly StandSettings settings;
    private readonly WorkFolder work;
    private readonly Func<Task> dropDatabase;

    private Stand(
        StandSettings settings,
        WorkFolder work,
        Func<Task> dropDatabase,
        ProductUnderTest product,
        WeChatProcess? wechat
    )
    {
        (this.settings, this.work, this.dropDatabase) = (settings, work, dropDatabase);
        (Product, WeChat) = (product, wechat);
    }

    public ProductUnderTest Product { get; }

    /// <summary>Null where a running product brings its own.</summary>
    public WeChatProcess? WeChat { get; }

    public StaffClient Staff { get; private set; } = null!;

    /// <summary>What it runs on and with, for the report.</summary>
    public required IReadOnlyList<string> Described { get; init; }

    public string Storage => Product.Store?.Name ?? "target";

    /// <summary>Set when everything held: then nothing needs to be kept.</summary>
    public bool Held { get; set; }

    public static async Task<Stand> StartAsync(StandSettings settings, TimeProvider time, CancellationToken stop)
    {
        var repository = Repository.Find();
        var machine = await Machine.DescribeAsync(repository, stop);
        var work = new WorkFolder { Keep = true };
        var stand = settings.Target is { } target
            ? new Stand(
                settings,
                work,
                () => Task.CompletedTask,
                ProductUnderTest.Running(target, store: null, Limits),
                wechat: null
            )
            {
                Described = machine,
            }
            : await StartAsync(settings, repository, work, machine, time, stop);
        stand.Staff = await StaffClient.LoginAsync(stand.Product.Http, settings.Staff, time, stop);
        return stand;
    }

    /// <summary>A site that dials in here; what it does there is the run's affair.</summary>
    public SiteSettings Site(SecretReply station, ForecourtSettings run) =>
        new()
        {
            Server = Product.Address,
            Station = station.StationId,
            Secret = station.Secret,
            Pumps = run.Pumps,
            Seed = run.Seed,
        };

    public async ValueTask DisposeAsync()
    {
        await Product.DisposeAsync();
        if (WeChat is not null)
            await WeChat.DisposeAsync();
        work.Keep = !Held || settings.Keep;
        if (!work.Keep)
            await dropDatabase();
        work.Dispose();
    }

    private static async Task<Stand> StartAsync(
        StandSettings settings,
        Repository repository,
        WorkFolder work,
        string[] machine,
        TimeProvider time,
        CancellationToken stop
    )
    {
        if (settings.Build)
            await repository.BuildFrontAsync(stop);
        if (settings is { Build: true, Paying: true })
            await repository.BuildSimulatorAsync(stop);
        var own = settings.Server is { } server ? await PostgresStore.CreateAsync(server, stop) : null;
        var wechat = settings.Paying
            ? await WeChatProcess.StartAsync(
                repository,
                work.Sub("wechat"),
                work.FullName,
                TimeFactor,
                KeyBits,
                time,
                stop
            )
            : null;
        try
        {
            var store = own ?? (Store)SqliteStore.In(work.Sub("data"));
            Console.WriteLine($"Starting the product on {store.Name}");
            var address = ProductUnderTest.FreeAddress();
            var environment = await EnvironmentAsync(settings, store, address, wechat, stop);
            var product = await ProductUnderTest.StartAsync(
                address,
                repository.Front,
                store,
                environment,
                work.FullName,
                Limits,
                time,
                stop
            );
            return new(
                settings,
                work,
                () => own?.DropAsync(settings.Server!, CancellationToken.None) ?? Task.CompletedTask,
                product,
                wechat
            )
            {
                Described =
                [
                    .. machine,
                    $"limits raised and waits shortened: {ProductSettings.Raised} {string.Join(' ', settings.Named.Select(s => $"{s.Key}={s.Value}"))}",
                ],
            };
        }
        catch
        {
            if (wechat is not null)
                await wechat.DisposeAsync();
            throw;
        }
    }

    private static async Task<Dictionary<string, string>> EnvironmentAsync(
        StandSettings settings,
        Store store,
        Uri address,
        WeChatProcess? wechat,
        CancellationToken stop
    )
    {
        var environment = ProductSettings.For(store, demoSeed: false);
        // The same ports at each start, as an operator has it: the cluster then knows that whoever was there before is dead.
        environment["FuelGrains__SiloPort"] = Port();
        environment["FuelGrains__GatewayPort"] = Port();
        foreach (var (name, value) in settings.Named)
            environment[name] = value;
        if (wechat is null)
            return environment;
        foreach (var (name, value) in await wechat.Control.SettingsAsync(stop))
            environment[name] = value;
        environment["WeChatPay__NotifyBaseUrl"] = address.ToString();
        return environment;

        static string Port() => ChildProcess.FreePort().ToString(CultureInfo.InvariantCulture);
    }
}
