using FuelGrains.Tests;
using FuelGrains.WeChatSimulator.Hosting;

namespace FuelGrains.WebFront.Tests.Faults;

/// <summary>
/// The product as a process that can be killed, on a database and beside a WeChat that outlive it. Its tests share it and kill it in turn:
/// each brings a campaign or a station of its own.
/// </summary>
public abstract class MortalProduct(bool postgres, IReadOnlyDictionary<string, string?> waits) : IAsyncLifetime
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false })
    {
        Timeout = TimeSpan.FromSeconds(10),
    };
    private TestDatabase _database = null!;
    private Simulator _simulator = null!;
    private ProductProcess _process = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    internal Ledger Ledger => new(_database);
    internal Uri Address => _process.Address;
    internal string Output => _process.Output;
    internal WeChatControl WeChat => new(_http, _simulator.Address);

    public async ValueTask InitializeAsync()
    {
        _database = postgres ? await TestDatabase.CreatePostgresAsync() : TestDatabase.CreateSqlite();
        var store = postgres
            ? ProductSettings.With(ProductSettings.Postgres(_database.ConnectionString), ProductSettings.SiloPorts())
            : ProductSettings.Sqlite(_database.Directory!);
        var options = new SimulatorOptions
        {
            Urls = "http://127.0.0.1:0",
            KeyBits = 1_024,
            RefundAfter = TimeSpan.FromMilliseconds(50),
            TimeFactor = 15,
        };
        _simulator = await Simulator.StartAsync(options, TimeProvider.System, Ct);
        var address = new Uri($"http://127.0.0.1:{FreePorts.Next()}");
        var all = ProductSettings.Development(
            store,
            _simulator.Settings.ToDictionary(s => s.Key, s => (string?)s.Value),
            new(waits) { ["WeChatPay__NotifyBaseUrl"] = address.ToString(), ["Payments__FirstQuery"] = "00:00:00.500" }
        );
        _process = new(ProductProgram.WebFront, all, address);
        await _process.StartAsync(Ct);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        if (_simulator is not null)
            await _simulator.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
        _http.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>kill -9 and a start on the same data.</summary>
    internal async Task KillAsync(Func<Task>? meanwhile = null)
    {
        await _process.KillAsync();
        try
        {
            if (meanwhile is not null)
                await meanwhile();
        }
        finally
        {
            await _process.StartAsync(Ct);
        }
    }

    internal ApiClient With(string? token) => new(_http, Address, token);

    internal async Task<ApiClient> StaffAsync() =>
        With(
            (await With(null).PostAsync("/api/admin/login", new { name = "admin", password = "fuelgrains-dev" }))
                .ShouldBeOk()
                .Json.GetProperty("token")
                .GetString()
        );
}
