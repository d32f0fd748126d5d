using System.Text.Json;
using FuelGrains.WebFront.Tests.Stations;
using FuelGrains.WebFront.Tests.Stations.FuelOrders;

namespace FuelGrains.WebFront.Tests.Faults;

/// <summary>
/// A product that is killed, a site that outlives it, and a driver between them. What the site was told, and what WeChat gave back, is the
/// witness.
/// </summary>
internal sealed class FuelHarness : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    // The product allows a customer 20 requests a second.
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(100);

    private readonly KillableProduct _product;
    private string _secret = "";
    private ApiClient _driver = null!;

    private FuelHarness(KillableProduct product) => _product = product;

    public RawSite Site { get; private set; } = null!;
    public Guid Station { get; private set; }
    public Guid Order { get; private set; }
    public string OutTradeNo { get; private set; } = "";

    private WeChatControl WeChat => _product.WeChat;

    public static async Task<FuelHarness> StartAsync(KillableProduct product)
    {
        var harness = new FuelHarness(product);
        await harness.OpenAsync();
        return harness;
    }

    public Task KillAsync(Func<Task>? meanwhile = null) => _product.KillAsync(meanwhile);

    public async Task DialAsync(string pump, string[]? transactions = null)
    {
        if (Site is not null)
            await Site.DisposeAsync();
        Site = await RawSite.LogInAsync(_product.Address, Station, _secret, RawSite.EverythingButMeter);
        await Site.IntroduceAsync(["PRICE 95 LTR CNY 8.000 95#"], [$"PUMP 1 {pump}"], transactions);
    }

    public async Task PlaceAsync(object body)
    {
        var placed = await Eventually.GetsAsync(
            Deadline,
            () => _driver.PostAsync($"/api/stations/{Station}/pumps/1/orders", body, "one-key"),
            a => a.Status == 201
        );
        Order = placed.Value.Json.GetProperty("id").GetGuid();
        var ready = (await _driver.PostAsync($"/api/orders/{Order}/pay")).ShouldBeOk().Json;
        OutTradeNo = await WeChat.NumberOfAsync(ready.GetProperty("package").GetString()!["prepay_id=".Length..]);
    }

    public Task PayAsync() => WeChat.PayAsync(OutTradeNo);

    public async Task<Guid> OpenFlashSaleAsync()
    {
        var offer = await Eventually.GetsAsync(
            Deadline,
            async () => (await _driver.GetAsync($"/api/stations/{Station}/pumps/1")).ShouldBeOk().Json,
            json => json.GetProperty("sales").GetArrayLength() == 1,
            every: PollEvery
        );
        return offer.Value.GetProperty("sales")[0].GetProperty("id").GetGuid();
    }

    public async Task<JsonElement> BecomesAsync(Func<JsonElement, bool> expected) =>
        (
            await Eventually.GetsAsync(
                Deadline,
                async () => (await _driver.GetAsync($"/api/orders/{Order}")).ShouldBeOk().Json,
                expected,
                every: PollEvery
            )
        ).Value;

    public Task<JsonElement> PhaseIsAsync(string phase) =>
        BecomesAsync(view => view.GetProperty("phase").GetString() == phase);

    /// <summary>The books of driver and gateway agree: so much was kept, once, and the rest went back, once.</summary>
    public async Task KeptAsync(long paidFen, long keptFen)
    {
        var view = await BecomesAsync(v =>
            FuelPurchase.Back(v) == paidFen - keptFen
            && v.GetProperty("status").GetString() is "fulfilled" or "refunded"
        );
        view.GetProperty("status").GetString().ShouldBe(keptFen > 0 ? "fulfilled" : "refunded");
        view.GetProperty("payments").EnumerateArray().Sum(p => p.GetProperty("amountFen").GetInt64()).ShouldBe(paidFen);
        view.GetProperty("refunds").GetArrayLength().ShouldBe(paidFen == keptFen ? 0 : 1);
        if (paidFen == keptFen)
            return;
        var refund = await WeChat.RefundAsync(view.GetProperty("refunds")[0].GetProperty("outRefundNo").GetString()!);
        refund
            .ToString()
            .ShouldContain((paidFen - keptFen).ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    public async ValueTask DisposeAsync()
    {
        if (TestContext.Current.TestState is { Result: TestResult.Failed })
            TestContext.Current.TestOutputHelper?.WriteLine(_product.Output);
        if (Site is not null)
            await Site.DisposeAsync();
    }

    private async Task OpenAsync()
    {
        var staff = await _product.StaffAsync();
        var created = await staff.PostAsync(
            "/api/admin/stations",
            new
            {
                name = "滨江大道站",
                city = "杭州",
                address = "江南大道 88 号",
                paymentMethod = "pace",
            }
        );
        Station = created.Json.GetProperty("id").GetGuid();
        _secret = (await staff.PostAsync($"/api/admin/stations/{Station}/credentials"))
            .ShouldBeOk()
            .Json.GetProperty("secret")
            .GetString()!;
        var driver = (
            await _product.With(null).PostAsync("/api/login", new { code = $"u-{Guid.NewGuid():N}" })
        ).ShouldBeOk();
        _driver = _product.With(driver.Json.GetProperty("token").GetString());
    }
}
