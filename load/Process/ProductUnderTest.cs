namespace FuelGrains.Load.Process;

/// <summary>The product that is measured: a process that this program started, or one that runs already.</summary>
/// <param name="store">Null when nobody said where a running product keeps its ledger.</param>
/// <param name="start">Null when the product ran already.</param>
internal sealed class ProductUnderTest(
    Uri address,
    Store? store,
    HttpClient http,
    Func<IReadOnlyDictionary<string, string>, CancellationToken, Task<ChildProcess>>? start = null
) : IAsyncDisposable
{
    public Uri Address => address;
    public Store? Store => store;
    public HttpClient Http => http;

    /// <summary>Null when the product ran already, and while it is dead.</summary>
    public ChildProcess? Process { get; private set; }

    /// <summary>Returns when the product says that it is ready.</summary>
    public Task StartAsync(CancellationToken stop) => StartAsync(new Dictionary<string, string>(), stop);

    /// <summary>Starts the product on the same address and data as before; returns when it says that it is ready.</summary>
    /// <param name="environment">Further variables of the process's environment.</param>
    public async Task StartAsync(IReadOnlyDictionary<string, string> environment, CancellationToken stop) =>
        Process = await start!(environment, stop);

    /// <summary>Stops the product as an operator does.</summary>
    public async Task StopAsync()
    {
        await Process!.DisposeAsync();
        Process = null;
    }

    /// <summary>Kills the product with kill -9, and starts it on the same address and data; returns when it is ready again.</summary>
    public async Task<Outage> KillAndStartAgainAsync(string after, TimeProvider time, CancellationToken stop)
    {
        var from = time.GetUtcNow();
        await Process!.KillAsync(stop);
        Process = null;
        await StartAsync(stop);
        return new(from, time.GetUtcNow(), after);
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        if (Process is not null)
            await Process.DisposeAsync();
    }
}
