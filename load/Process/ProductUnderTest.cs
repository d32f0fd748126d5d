namespace FuelGrains.Load.Process;

/// <summary>The product that is measured: a process that this program started, or one that runs already.</summary>
internal sealed class ProductUnderTest : IAsyncDisposable
{
    private const string Ready = "health/ready";

    /// <summary>A start takes seconds on a quiet machine, and a minute on one that a test suite shares.</summary>
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromMinutes(3);

    private readonly Func<ChildProcess>? _start;

    private ProductUnderTest(Uri address, Store? store, HttpLimits limits, Func<ChildProcess>? start)
    {
        (Address, Store, Http, _start) = (address, store, limits.Client(address), start);
        Process = start?.Invoke();
    }

    public Uri Address { get; }

    /// <summary>Null when nobody said where a running product keeps its ledger.</summary>
    public Store? Store { get; }

    /// <summary>Null when the product ran already.</summary>
    public ChildProcess? Process { get; private set; }

    public HttpClient Http { get; }

    public static ProductUnderTest Running(Uri address, Store? store, HttpLimits limits) =>
        new(address, store, limits, null);

    public static Uri FreeAddress() => new($"http://127.0.0.1:{ChildProcess.FreePort()}");

    /// <summary>Starts a built product, and returns when the product says that it is ready.</summary>
    public static async Task<ProductUnderTest> StartAsync(ProductLaunch launch, CancellationToken stop)
    {
        var address = FreeAddress();
        var command = new ChildCommand(
            [launch.Build.Dll, "--urls", address.ToString()],
            launch.Build.Folder,
            await launch.EnvironmentAsync(address, stop)
        );
        var log = Path.Combine(launch.WorkFolder, $"product-{RunId.New()}.log");
        var product = new ProductUnderTest(
            address,
            launch.Store,
            launch.Limits,
            () => ChildProcess.Start(command, log, launch.Time)
        );
        try
        {
            await product.Process!.WaitForAnswerAsync(product.Http, Ready, ReadyWithin, stop);
            await CampaignRows.AddProductAsync(launch.Store, stop);
            return product;
        }
        catch
        {
            await product.DisposeAsync();
            throw;
        }
    }

    /// <summary>Kills the product with kill -9, and starts it on the same address and data; returns when it is ready again.</summary>
    public async Task KillAndStartAgainAsync(CancellationToken stop)
    {
        await Process!.KillAsync(stop);
        await Process.DisposeAsync();
        Process = _start!();
        await Process.WaitForAnswerAsync(Http, Ready, ReadyWithin, stop);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (Process is not null)
            await Process.DisposeAsync();
    }
}

/// <summary>How to start the product.</summary>
internal sealed record ProductLaunch(
    ProductBuild Build,
    Store Store,
    string WorkFolder,
    HttpLimits Limits,
    TimeProvider Time
)
{
    /// <summary>The simulator of WeChat as a process of its own; null: the product runs one inside.</summary>
    public WeChatProcess? WeChat { get; init; }

    /// <summary>Settings that differ from the defaults.</summary>
    public IReadOnlyList<(string Name, string Value)> Named { get; init; } = [];

    public async Task<IReadOnlyDictionary<string, string>> EnvironmentAsync(Uri address, CancellationToken stop)
    {
        var environment = ProductSettings.For(Store, demoSeed: false);
        foreach (var (name, value) in Named)
            environment[name] = value;
        if (WeChat is null)
            return environment;
        foreach (var (name, value) in await WeChat.Control.SettingsAsync(stop))
            environment[name] = value;
        environment["WeChatPay__NotifyBaseUrl"] = address.ToString();
        return environment;
    }
}
