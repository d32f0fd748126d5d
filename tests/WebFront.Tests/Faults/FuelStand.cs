using System.Text.Json;
using FuelGrains.Tests;
using FuelGrains.WebFront.Tests.Stations;
using FuelGrains.WeChatSimulator.Hosting;

namespace FuelGrains.WebFront.Tests.Faults;

/// <summary>
/// The product as a process that can be killed, WeChat and a site that outlive it, and a driver between them. What the site was told,
/// and what WeChat gave back, is the witness.
/// </summary>
internal sealed class FuelStand : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false });
    private readonly TestDatabase _database;
    private readonly Simulator _simulator;
    private readonly ProductProcess _product;
    private string _secret = "";
    private ApiClient _driver = null!;

    private FuelStand(TestDatabase database, Simulator simulator, ProductProcess product) => (_database, _simulator, _product) = (database, simulator, product);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public RawSite Site { get; private set; } = null!;
    public Guid Station { get; private set; }
    public Guid Order { get; private set; }
    public string OutTradeNo { get; private set; } = "";
    public string Output => _product.Output;

    private WeChatControl WeChat => new(_http, _simulator.Address);

    public static async Task<FuelStand> StartAsync(TestDatabase database, Dictionary<string, string?> settings)
    {
        var options = new SimulatorOptions { Urls = "http://127.0.0.1:0", KeyBits = 1_024, RefundAfter = TimeSpan.FromMilliseconds(50), TimeFactor = 15 };
        var simulator = await Simulator.StartAsync(options, TimeProvider.System, Ct);
        var address = new Uri($"http://127.0.0.1:{FreePorts.Next()}");
        var all = ProductSettings.Development(settings, simulator.Settings.ToDictionary(s => s.Key, s => (string?)s.Value), new()
        {
            ["WeChatPay__NotifyBaseUrl"] = address.ToString(),
            ["Payments__FirstQuery"] = "00:00:00.500",
            ["Outbox__Lease"] = "00:00:10",
            ["Outbox__DeliverWithin"] = "00:00:05",
            ["FuelOrders__Look"] = "00:00:01",
        });
        var stand = new FuelStand(database, simulator, new(ProductProgram.WebFront, all, address));
        await stand._product.StartAsync(Ct);
        await stand.OpenAsync();
        return stand;
    }

    /// <summary>kill -9 and a start on the same data.</summary>
    public async Task KillAsync(Func<Task>? meanwhile = null)
    {
        await _product.KillAsync();
        if (meanwhile is not null) await meanwhile();
        await _product.StartAsync(Ct);
    }

    public async Task DialAsync(string pump, string[]? transactions = null)
    {
        if (Site is not null) await Site.DisposeAsync();
        Site = await RawSite.LogInAsync(_product.Address, Station, _secret, RawSite.EverythingButMeter);
        await Site.IntroduceAsync(["PRICE 95 LTR CNY 8.000 95#"], [$"PUMP 1 {pump}"], transactions);
    }

    public async Task PlaceAsync(object body)
    {
        var placed = await Eventually.GetsAsync(Patience, () => _driver.PostAsync($"/api/stations/{Station}/pumps/1/orders", body, "one-key"), a => a.Status == 201);
        Order = placed.Value.Json.GetProperty("id").GetGuid();
        var ready = (await _driver.PostAsync($"/api/orders/{Order}/pay")).ShouldBeOk().Json;
        OutTradeNo = await WeChat.NumberOfAsync(ready.GetProperty("package").GetString()!["prepay_id=".Length..]);
    }

    public Task PayAsync() => WeChat.PayAsync(OutTradeNo);

    public async Task<Guid> OpenSaleAsync()
    {
        var offer = await Eventually.GetsAsync(Patience, async () => (await _driver.GetAsync($"/api/stations/{Station}/pumps/1")).ShouldBeOk().Json,
            json => json.GetProperty("sales").GetArrayLength() == 1);
        return offer.Value.GetProperty("sales")[0].GetProperty("id").GetGuid();
    }

    public async Task<JsonElement> BecomesAsync(Func<JsonElement, bool> wished) => (await Eventually.GetsAsync(Patience,
        async () => (await _driver.GetAsync($"/api/orders/{Order}")).ShouldBeOk().Json, wished)).Value;

    public Task<JsonElement> PhaseIsAsync(string phase) => BecomesAsync(view => view.GetProperty("phase").GetString() == phase);

    /// <summary>The books of driver and gateway agree: so much was kept, once, and the rest went back, once.</summary>
    public async Task KeptAsync(long paidFen, long keptFen)
    {
        var view = await BecomesAsync(v => FuelPurchase.Back(v) == paidFen - keptFen && v.GetProperty("status").GetString() is "fulfilled" or "refunded");
        view.GetProperty("status").GetString().ShouldBe(keptFen > 0 ? "fulfilled" : "refunded");
        view.GetProperty("payments").EnumerateArray().Sum(p => p.GetProperty("amountFen").GetInt64()).ShouldBe(paidFen);
        view.GetProperty("refunds").GetArrayLength().ShouldBe(paidFen == keptFen ? 0 : 1);
        if (paidFen == keptFen) return;
        var refund = await WeChat.RefundAsync(view.GetProperty("refunds")[0].GetProperty("outRefundNo").GetString()!);
        refund.ToString().ShouldContain((paidFen - keptFen).ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    public async ValueTask DisposeAsync()
    {
        if (TestContext.Current.TestState is { Result: TestResult.Failed }) TestContext.Current.TestOutputHelper?.WriteLine(Output);
        if (Site is not null) await Site.DisposeAsync();
        await _product.DisposeAsync();
        await _simulator.DisposeAsync();
        await _database.DisposeAsync();
        _http.Dispose();
    }

    private async Task OpenAsync()
    {
        var login = (await new ApiClient(_http, _product.Address, null).PostAsync("/api/admin/login", new { name = "admin", password = "fuelgrains-dev" })).ShouldBeOk();
        var staff = new ApiClient(_http, _product.Address, login.Json.GetProperty("token").GetString());
        var created = await staff.PostAsync("/api/admin/stations", new { name = "滨江大道站", city = "杭州", address = "江南大道 88 号", paymentMethod = "pace" });
        Station = created.Json.GetProperty("id").GetGuid();
        _secret = (await staff.PostAsync($"/api/admin/stations/{Station}/credentials")).ShouldBeOk().Json.GetProperty("secret").GetString()!;
        var driver = (await new ApiClient(_http, _product.Address, null).PostAsync("/api/login", new { code = $"u-{Guid.NewGuid():N}" })).ShouldBeOk();
        _driver = new(_http, _product.Address, driver.Json.GetProperty("token").GetString());
    }
}
