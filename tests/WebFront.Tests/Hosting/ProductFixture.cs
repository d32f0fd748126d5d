using FuelGrains.GrainInterfaces.Stations;
using FuelGrains.Grains.Live;
using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.WebFront.Customers;
using FuelGrains.WeChatSimulator.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace FuelGrains.WebFront.Tests.Hosting;

/// <summary>The whole product, reached as a phone reaches it: through a socket. Shared by all tests of its collection.</summary>
public abstract class ProductFixture : IAsyncLifetime
{
    public const string SigningKey = "a-signing-key-of-the-tests-0123456789-abcdef";
    public const string MetricsToken = "scrape-secret-of-the-tests";
    public const string AdminPassword = "password-of-the-tests-first-admin";

    // No limits on connections: a crowd comes at once. No proxy, no cookies, no redirects: what is sent is what is tested.
    private readonly HttpClient _http = new(
        new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
        }
    );

    // Known before the front starts: WeChat is told where to call back when a silo starts.
    private readonly int _port = FreePorts.Next();
    private Front? _front;
    private Simulator? _simulator;
    private ProductView? _voucher;

    public TestClock Clock { get; } = new();
    public LogLines Log { get; } = new();
    public Front Front => _front!;
    public Uri Address => Front.Address;
    public IGrainFactory Grains => Front.Services.GetRequiredService<IGrainFactory>();
    public Tokens Tokens => Front.Services.GetRequiredService<Tokens>();

    /// <summary>WeChat, as a test tells it to behave.</summary>
    public WeChatControl WeChat => new(_http, _simulator!.Address);

    public ApiClient Anonymous => new(_http, Address, null);

    /// <summary>The first admin, who has every role.</summary>
    public ApiClient Staff { get; private set; } = null!;

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
        _front = MakeFront([], _port);
        // From here on a commit is heard at once; a test that starts earlier would wait for the resync instead.
        await Eventually.IsTrueAsync(
            TimeSpan.FromSeconds(10),
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
        await Grains.GetGrain<IProductGrain>(_voucher.Id.Value).RegisterAsync(_voucher);
        Staff = new(_http, Address, Tokens.ForStaff(new("admin", StaffRoles.All)).Token);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_front is not null)
            await _front.DisposeAsync();
        await StopSiloAsync();
        if (_simulator is not null)
            await _simulator.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    public Guid VoucherId => _voucher!.Id.Value;

    /// <summary>A further front with other settings; on SQLite a product of its own.</summary>
    public Front StartFront(Dictionary<string, string> further) => MakeFront(further, 0);

    protected abstract Front MakeFront(Dictionary<string, string> further, int port);

    public ApiClient At(Front front, string? token = null) => new(_http, front.Address, token);

    /// <summary>A customer who logs in as a phone does.</summary>
    public async Task<ApiClient> LoginAsync(string name)
    {
        var answer = await Anonymous.PostAsync("/api/login", new { code = $"u-{name}-{Guid.NewGuid():N}" });
        answer.Status.ShouldBe(200, answer.Text);
        return new(_http, Address, answer.Json.GetProperty("token").GetString())
        {
            Customer = new(answer.Json.GetProperty("customerId").GetGuid()),
        };
    }

    /// <summary>One of a crowd: a fresh customer with a token, without the way over the login.</summary>
    public ApiClient NewCustomer()
    {
        var id = new CustomerId(Guid.NewGuid());
        return new(_http, Address, Tokens.ForCustomer(id).Token) { Customer = id };
    }

    public ApiClient With(string? token) => new(_http, Address, token);

    /// <summary>A member of staff with some of the roles.</summary>
    public ApiClient StaffWith(params string[] roles) =>
        With(Tokens.ForStaff(new($"staff-{Guid.NewGuid():N}", [.. roles])).Token);

    /// <summary>Somebody who works at these stations and nowhere else.</summary>
    public ApiClient StationStaff(params StationId[] stations) =>
        With(
            Tokens.ForStaff(new($"station-{Guid.NewGuid():N}", [StaffRoles.Station]) { Stations = [.. stations] }).Token
        );

    public async Task<StationId> NewStationAsync()
    {
        var id = StationId.New(Clock);
        await Grains.GetGrain<IStationGrain>(id.Value).RegisterAsync(new(id, "Station", "City", "Address"));
        return id;
    }

    /// <summary>Buys, pays and gets vouchers, as the money's way will: of the usual thirty litres of 95#, or of another unit.</summary>
    public async Task<Guid[]> BuyVouchersAsync(ApiClient customer, int quantity = 1, ProductUnit? unit = null)
    {
        var sale = await OpenFlashSaleAsync(
            stock: quantity,
            limitPerCustomer: quantity,
            product: unit is null ? null : await NewProductAsync(unit)
        );
        var order = (await customer.OrderAsync(sale, quantity)).ShouldBeAccepted();
        await sale.ConfirmAsync(customer, order);
        var id = new OrderId(order.Json.GetProperty("orderId").GetGuid());
        await SiloServices
            .GetServices<IOutboxHandler>()
            .Single(r => r.Kind == OutboxKinds.FulfilOrder)
            .DeliverAsync(
                new(Guid.NewGuid(), OutboxKinds.FulfilOrder, id.ToString(), "", 0),
                TestContext.Current.CancellationToken
            );
        return
        [
            .. Enumerable
                .Range(0, quantity)
                .Select(unit => GrainInterfaces.Orders.Vouchers.VoucherId.Of(id, unit).Value),
        ];
    }

    private async Task<Guid> NewProductAsync(ProductUnit unit)
    {
        var product = new ProductView(ProductId.New(Clock), "A voucher", "Of a test's own") { Unit = unit };
        await Grains.GetGrain<IProductGrain>(product.Id.Value).RegisterAsync(product);
        return product.Id.Value;
    }

    /// <summary>A published sale, open unless its start says otherwise.</summary>
    public async Task<TestSale> OpenFlashSaleAsync(
        long stock = 100,
        int limitPerCustomer = 2,
        int? limitPerOrder = null,
        int payWithinSeconds = 600,
        int shards = 1,
        DateTimeOffset? startsAt = null,
        TimeSpan? length = null,
        Guid? product = null
    )
    {
        var draft = await DraftAsync(
            stock,
            limitPerCustomer,
            limitPerOrder,
            payWithinSeconds,
            shards,
            startsAt,
            length,
            product
        );
        (await Staff.PostAsync($"/api/admin/flash-sales/{draft.Id}/publish")).Status.ShouldBe(200);
        return draft;
    }

    public async Task<TestSale> DraftAsync(
        long stock = 100,
        int limitPerCustomer = 2,
        int? limitPerOrder = null,
        int payWithinSeconds = 600,
        int shards = 1,
        DateTimeOffset? startsAt = null,
        TimeSpan? length = null,
        Guid? product = null
    )
    {
        var start = startsAt ?? Clock.GetUtcNow().AddMinutes(-1);
        var answer = await Staff.PostAsync(
            "/api/admin/flash-sales",
            new
            {
                productId = product ?? VoucherId,
                title = "30 L 95#",
                listPriceFen = 24_000,
                salePriceFen = 19_900,
                stock,
                startsAt = start,
                endsAt = start + (length ?? TimeSpan.FromHours(1)),
                limitPerCustomer,
                limitPerOrder = limitPerOrder ?? limitPerCustomer,
                payWithinSeconds,
                shards,
            }
        );
        answer.Status.ShouldBe(201, answer.Text);
        return new(this, answer.Json.GetProperty("id").GetGuid(), shards);
    }

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
            // What is lost is looked for soon, and what failed is tried again soon.
            ["Payments:FirstQuery"] = "00:00:00.500",
            ["Payments:Sweep"] = "00:00:00.100",
            ["Refunds:FirstRetry"] = "00:00:00.200",
            ["FuelOrders:AuthoriseWithin"] = "00:00:01",
            ["FuelOrders:RevokeAfter"] = "00:00:02",
            ["FuelOrders:Look"] = "00:00:01",
            // Tests forge by the hundred, all from one address.
            ["Callbacks:ForgedPerAddressBurst"] = "100000",
            ["Callbacks:ForgedBurst"] = "100000",
            ["Jwt:SigningKey"] = SigningKey,
            ["FirstAdmin:Name"] = "admin",
            ["FirstAdmin:Password"] = AdminPassword,
            ["Ops:MetricsToken"] = MetricsToken,
            ["Notices:Templates:paid"] = "template-paid",
            ["Notices:Templates:expired"] = "template-expired",
            // One member of staff works for all tests at once; the flood test sets lower limits in a front of its own.
            ["Limits:CustomerBurst"] = "10000",
            ["Limits:CustomerPerSecond"] = "10000",
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
