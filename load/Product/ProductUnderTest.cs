namespace FuelGrains.Load.Product;

/// <summary>The product being measured: a process of its own that this program started, or one that runs already.</summary>
internal sealed class ProductUnderTest : IAsyncDisposable
{
    private const string Ready = "health/ready";

    /// <summary>A second or two on a quiet machine, a minute on one that a test suite shares.</summary>
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromMinutes(3);

    private readonly Func<ChildProcess>? start;

    private ProductUnderTest(Uri address, Store? store, Func<ChildProcess>? start, HttpClient http)
    {
        (Address, Store, Http, this.start) = (address, store, http, start);
        Process = start?.Invoke();
    }

    public Uri Address { get; }

    /// <summary>Null when nobody said where a running product keeps its ledger.</summary>
    public Store? Store { get; }

    /// <summary>Null when it ran before this program came.</summary>
    public ChildProcess? Process { get; private set; }

    public HttpClient Http { get; }

    public static ProductUnderTest Running(Uri address, Store? store, HttpLimits limits) =>
        new(address, store, null, limits.Client(address));

    public static Uri FreeAddress() => new($"http://127.0.0.1:{ChildProcess.FreePort()}");

    /// <summary>Starts the built product and returns when it says that it is ready.</summary>
    public static Task<ProductUnderTest> StartAsync(
        ProductBuild build,
        Store store,
        Dictionary<string, string> settings,
        string workFolder,
        HttpLimits limits,
        TimeProvider time,
        CancellationToken stop
    ) => StartAsync(FreeAddress(), build, store, settings, workFolder, limits, time, stop);

    public static async Task<ProductUnderTest> StartAsync(
        Uri address,
        ProductBuild build,
        Store store,
        Dictionary<string, string> settings,
        string workFolder,
        HttpLimits limits,
        TimeProvider time,
        CancellationToken stop
    )
    {
        var command = new ChildCommand([build.Dll, "--urls", address.ToString()], build.Folder, settings);
        var product = new ProductUnderTest(
            address,
            store,
            () => ChildProcess.Start(command, Path.Combine(workFolder, $"product-{RunId.New()}.log"), time),
            limits.Client(address)
        );
        try
        {
            await product.Process!.WaitForAnswerAsync(product.Http, Ready, ReadyWithin, stop);
            await store.StockShelfAsync(stop);
            return product;
        }
        catch
        {
            await product.DisposeAsync();
            throw;
        }
    }

    /// <summary>kill -9, then the same program on the same address and data; returns when it is ready again.</summary>
    public async Task KillAndStartAgainAsync(CancellationToken stop)
    {
        await Process!.KillAsync(stop);
        await Process.DisposeAsync();
        Process = start!();
        await Process.WaitForAnswerAsync(Http, Ready, ReadyWithin, stop);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (Process is not null)
            await Process.DisposeAsync();
    }
}
