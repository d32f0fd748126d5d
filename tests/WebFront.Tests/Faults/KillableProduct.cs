using FuelGrains.Tests;
using FuelGrains.WeChatSimulator.Hosting;
using FuelGrains.WireClients.Hosting;

namespace FuelGrains.WebFront.Tests.Faults;

/// <summary>
/// The product as a process that tests kill, on a database and beside a WeChat that outlive it. The tests of a collection share it and
/// kill it
/// in turn: each brings a campaign or a station of its own.
/// </summary>
public abstract class KillableProduct(bool postgres, IReadOnlyDictionary<string, string?> waits) : IAsyncLifetime
{
    private static readonly HttpLimits Limits = new(int.MaxValue, TimeSpan.FromSeconds(10));

    private HttpClient _http = null!;
    private HttpClient _atWeChat = null!;
    private TestDatabase _database = null!;
    private Simulator _simulator = null!;
    private ProductProcess _process = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    internal const string MetricsToken = "a-secret-for-the-scraper-of-this-product";

    internal Ledger Ledger => new(_database);
    internal Uri Address => _process.Address;
    internal string Output => _process.Output;
    internal WeChatControl WeChat => new(_atWeChat);

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
        (_http, _atWeChat) = (Limits.Client(address), Limits.Client(_simulator.Address));
        var all = ProductSettings.Development(
            store,
            _simulator.Settings.ToDictionary(s => s.Key, s => (string?)s.Value),
            new(waits)
            {
                ["WeChatPay__NotifyBaseUrl"] = address.ToString(),
                ["Payments__FirstQuery"] = "00:00:00.500",
                ["WeChat__Shipping__FirstRetry"] = "00:00:00.500",
                ["WeChat__Shipping__Sweep"] = "00:00:01",
                ["Ops__MetricsToken"] = MetricsToken,
            }
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
        _http?.Dispose();
        _atWeChat?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>SIGTERM: the process answers what it took and ends. Answers its exit code.</summary>
    internal Task<int> StopAsync() => _process.StopAsync(Ct);

    internal Task StartAsync() => _process.StartAsync(Ct);

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

    internal ApiClient With(string? token) => new(_http, token);

    internal PhoneClient Phones => new(_http);

    internal Task<StaffClient> StaffAsync() =>
        StaffClient.LoginAsync(_http, new("admin", "fuelgrains-dev"), TimeProvider.System, Ct);

    /// <summary>A customer whom nobody knows yet, as soon as the product lets one in.</summary>
    internal async Task<Customer> LogInAsync(TimeSpan within) =>
        (
            await Eventually.GetsAsync(
                within,
                () => Phones.LoginAsync($"u-{Guid.NewGuid():N}", Ct),
                customer => customer is not null
            )
        ).Value!;
}

/// <summary>Payments for fuel and bursts of orders: an effect that a killed life had in hand is free again after ten seconds.</summary>
public abstract class FuelProduct(bool postgres)
    : KillableProduct(
        postgres,
        new Dictionary<string, string?>
        {
            ["Outbox__Lease"] = "00:00:10",
            ["Outbox__DeliverWithin"] = "00:00:05",
            ["FuelOrders__Look"] = "00:00:01",
        }
    );

public sealed class FuelProductOnSqlite() : FuelProduct(postgres: false);

public sealed class FuelProductOnPostgres() : FuelProduct(postgres: true);

/// <summary>Between a commit and what it promised lies a second in which the process can be killed.</summary>
public abstract class TeamProduct(bool postgres)
    : KillableProduct(
        postgres,
        new Dictionary<string, string?>
        {
            ["Outbox__Linger"] = "00:00:01",
            ["Outbox__Lease"] = "00:00:04",
            ["Outbox__DeliverWithin"] = "00:00:02",
            ["Refunds__FirstRetry"] = "00:00:00.200",
        }
    );

public sealed class TeamProductOnSqlite() : TeamProduct(postgres: false);

public sealed class TeamProductOnPostgres() : TeamProduct(postgres: true);
