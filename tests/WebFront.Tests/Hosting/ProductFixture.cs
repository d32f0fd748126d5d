using System.Collections.Concurrent;
using FuelGrains.GrainInterfaces.Ops;
using FuelGrains.GrainInterfaces.Stations;
using FuelGrains.Grains.Live;
using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.WebFront.Customers;
using FuelGrains.WeChatSimulator.Hosting;
using FuelGrains.WireClients.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace FuelGrains.WebFront.Tests.Hosting;

/// <summary>The whole product, reached as a phone reaches it: through a socket. Shared by all tests of its collection.</summary>
public abstract class ProductFixture : IAsyncLifetime
{
    public const string SigningKey = "a-signing-key-of-the-tests-0123456789-abcdef";
    public const string MetricsToken = "scrape-secret-of-the-tests";
    public const string AdminPassword = "password-of-the-tests-first-admin";

    // A crowd comes at once.
    private static readonly HttpLimits Limits = new(int.MaxValue, TimeSpan.FromSeconds(100));

    private readonly ConcurrentDictionary<Uri, HttpClient> _clients = new();

    // Known before the front starts: WeChat is told where to call back when a silo starts.
    private readonly int _port = FreePorts.Next();
    private Front? _front;
    private Simulator? _simulator;
    private ProductView? _voucher;

    /// <summary>Further settings of the silo.</summary>
    public Dictionary<string, string> SiloSettings { get; init; } = [];

    public TestClock Clock { get; } = new();
    public LogLines Log { get; } = new();
    public GrainCalls GrainCalls { get; } = new();
    public Front Front => _front!;
    public Uri Address => Front.Address;
    public IGrainFactory Grains => Front.Services.GetRequiredService<IGrainFactory>();
    public Tokens Tokens => Front.Services.GetRequiredService<Tokens>();

    /// <summary>WeChat, as a test tells it to behave.</summary>
    public WeChatControl WeChat => new(Http(_simulator!.Address));

    public ApiClient Anonymous => this.With(null);

    /// <summary>The first admin, who has every role.</summary>
    public ApiClient Staff { get; private set; } = null!;

    /// <summary>The first admin again, as tests set campaigns up.</summary>
    public StaffClient StaffClient => new(Http(Address), Staff.Token!, TimeProvider.System);

    public async ValueTask InitializeAsync()
    {
        // Small keys are made in no time; a refund is back at once, and WeChat calls again after a second instead of fifteen.
        var options = new SimulatorOptions
        {
            Urls = "http://127.0.0.1:0",
            KeyBits = 1_024,
            RefundAfter = TimeSpan.FromMilliseconds(50),
            TimeFactor = 15,
            FreeConsents = 1_000,
        };
        _simulator = await Simulator.StartAsync(options, Clock, TestContext.Current.CancellationToken);
        await StartSiloAsync();
        _front = MakeFront([], _port, null);
        // From here on a commit is heard at once; a test that starts earlier would wait for the resync instead.
        await Eventually.IsTrueAsync(
            TimeSpan.FromSeconds(30),
            () => Task.FromResult(SiloServices.GetRequiredService<LiveNodes>().Count > 0)
        );
        _voucher = new(ProductId.New(Clock), "95# 汽油 30 升券", "Thirty litres")
        {
            Unit = new()
            {
                Kind = ProductKind.Litres,
                Grade = "95#",
                VolumeMl = 30_000,
                ValidDays = 30,
            },
        };
        await Eventually.IsTrueAsync(TimeSpan.FromSeconds(30), () => TryRegisterAsync(_voucher));
        Staff = this.With(Tokens.ForStaff(new("admin", StaffRoles.All)).Token);
    }

    // The writes of a start may fill a queue that a test keeps short.
    private async Task<bool> TryRegisterAsync(ProductView voucher)
    {
        try
        {
            await Grains.GetGrain<IProductGrain>(voucher.Id.Value).RegisterAsync(voucher);
            return true;
        }
        catch (LedgerBusyException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients.Values)
            client.Dispose();
        if (_front is not null)
            await _front.DisposeAsync();
        await StopSiloAsync();
        if (_simulator is not null)
            await _simulator.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    public Guid VoucherId => _voucher!.Id.Value;

    /// <summary>A further front with other settings; on SQLite a product of its own.</summary>
    public Front StartFront(Dictionary<string, string> further, Action<IServiceCollection>? services = null) =>
        MakeFront(further, 0, services);

    protected abstract Front MakeFront(
        Dictionary<string, string> further,
        int port,
        Action<IServiceCollection>? services
    );

    public ApiClient At(Front front, string? token = null) => new(Http(front.Address), token);

    internal HttpClient Http(Uri address) => _clients.GetOrAdd(address, Limits.Client);

    /// <summary>The services of the process that has the silo.</summary>
    public abstract IServiceProvider SiloServices { get; }

    protected abstract Task StartSiloAsync();

    protected abstract Task StopSiloAsync();

    protected Dictionary<string, string> Settings(Dictionary<string, string> further)
    {
        var settings = new Dictionary<string, string>
        {
            ["Demo:Seed"] = "false",
            ["WeChat:Simulator"] = "true",
            ["WeChatPay:NotifyBaseUrl"] = $"http://127.0.0.1:{_port}",
            // Short waits: lost payments are looked for soon, and failures are tried again soon.
            ["Payments:FirstQuery"] = "00:00:00.500",
            ["Payments:Sweep"] = "00:00:00.100",
            ["Refunds:FirstRetry"] = "00:00:00.200",
            ["WeChat:Shipping:FirstRetry"] = "00:00:00.200",
            ["WeChat:Shipping:Sweep"] = "00:00:00.100",
            ["WeChat:Shipping:WatchEvery"] = "00:00:00.200",
            // Tests refund one order twice in a second, and much in all; the tests of these two rules have settings of their own.
            ["Refunds:RecentFor"] = "00:00:00",
            ["Refunds:SecondPersonAboveFenADay"] = "100000000",
            ["Bills:Look"] = "00:00:00.500",
            ["Bills:Retry"] = "00:00:01",
            ["FuelOrders:AuthoriseWithin"] = "00:00:01",
            ["FuelOrders:RecallAfter"] = "00:00:02",
            ["FuelOrders:Look"] = "00:00:01",
            ["Jwt:SigningKey"] = SigningKey,
            ["FirstAdmin:Name"] = "admin",
            ["FirstAdmin:Password"] = AdminPassword,
            ["Ops:MetricsToken"] = MetricsToken,
            ["Notices:Templates:paid"] = "template-paid",
            ["Notices:Templates:expired"] = "template-expired",
            // All tests share a member of staff; the flood test sets lower limits in a front of its own.
            ["Limits:CustomerBurst"] = "10000",
            ["Limits:CustomerPerSecond"] = "10000",
            ["Limits:AnonymousPerAddressBurst"] = "100000",
            ["Logging:LogLevel:Default"] = "Information",
            ["Logging:LogLevel:Microsoft.AspNetCore"] = "Information",
            ["Logging:LogLevel:Microsoft.AspNetCore.SignalR"] = "Trace",
            ["Logging:LogLevel:Microsoft.AspNetCore.Http.Connections"] = "Trace",
        };
        foreach (var (name, value) in _simulator!.Settings)
            settings[name.Replace("__", ":", StringComparison.Ordinal)] = value;
        foreach (var (name, value) in further)
            settings[name] = value;
        return settings;
    }
}
