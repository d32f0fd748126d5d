namespace FuelGrains.Load.Process;

/// <summary>The product that is measured: a process that this program started, or one that runs already.</summary>
/// <param name="store">Null when nobody said where a running product keeps its ledger.</param>
/// <param name="start">Null when the product ran already.</param>
internal sealed class ProductUnderTest(
    Uri address,
    Store? store,
    HttpClient http,
    Func<CancellationToken, Task<ChildProcess>>? start = null
) : IAsyncDisposable
{
    /// <summary>A start takes seconds on a quiet machine, and a minute on one that a test suite shares.</summary>
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromMinutes(3);

    public Uri Address => address;

    public Store? Store => store;

    public HttpClient Http => http;

    /// <summary>Null when the product ran already, and while it is dead.</summary>
    public ChildProcess? Process { get; private set; }

    /// <summary>Starts a built product, and returns when the product says that it is ready.</summary>
    public static async Task<ProductUnderTest> StartAsync(ProductLaunch launch, CancellationToken stop)
    {
        var address = ChildProcess.FreeAddress();
        string[] arguments = [launch.Build.Dll, "--urls", address.ToString()];
        var log = Path.Combine(launch.WorkFolder, $"product-{RunId.New()}.log");
        var command = new ChildCommand(arguments, launch.Build.Folder, log)
        {
            Environment = await launch.EnvironmentAsync(address, stop),
        };
        var http = launch.Limits.Client(address);
        return new(address, launch.Store, http, RunAsync) { Process = await RunAsync(stop) };

        Task<ChildProcess> RunAsync(CancellationToken cancel) =>
            ChildProcess.StartAsync(command, http, "health/ready", ReadyWithin, launch.Time, cancel);
    }

    /// <summary>Kills the product with kill -9, and starts it on the same address and data; returns when it is ready again.</summary>
    public async Task<Outage> KillAndStartAgainAsync(string after, TimeProvider time, CancellationToken stop)
    {
        var from = time.GetUtcNow();
        await Process!.KillAsync(stop);
        Process = null;
        Process = await start!(stop);
        return new(from, time.GetUtcNow(), after);
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
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
