namespace FuelGrains.Load.Product;

/// <summary>The product being measured: a process of its own that this program started, or one that runs already.</summary>
internal sealed class ProductUnderTest : IAsyncDisposable
{
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(60);

    private ProductUnderTest(Uri address, Store? store, ChildProcess? process, HttpClient http)
    {
        (Address, Store, Process, Http) = (address, store, process, http);
    }

    public Uri Address { get; }

    /// <summary>Null when nobody said where a running product keeps its ledger.</summary>
    public Store? Store { get; }

    /// <summary>Null when it ran before this program came.</summary>
    public ChildProcess? Process { get; }

    public HttpClient Http { get; }

    public static ProductUnderTest Running(Uri address, Store? store, HttpLimits limits) => new(address, store, null, limits.Client(address));

    /// <summary>Starts the built product and returns when it says that it is ready.</summary>
    public static async Task<ProductUnderTest> StartAsync(
        Repository repository, Store store, Dictionary<string, string> settings, string workFolder, HttpLimits limits, TimeProvider time, CancellationToken stop)
    {
        var address = new Uri($"http://127.0.0.1:{ChildProcess.FreePort()}");
        // From the project's folder, as `dotnet run` does: that is where its settings files and pages are.
        var command = new ChildCommand([repository.FrontDll, "--urls", address.ToString()], repository.FrontProject, settings);
        var process = ChildProcess.Start(command, Path.Combine(workFolder, $"product-{RunId.New()}.log"), time);
        var product = new ProductUnderTest(address, store, process, limits.Client(address));
        try
        {
            await process.WaitForAnswerAsync(product.Http, "health/ready", ReadyWithin, stop);
            await store.StockShelfAsync(stop);
            return product;
        }
        catch
        {
            await product.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (Process is not null) await Process.DisposeAsync();
    }
}
