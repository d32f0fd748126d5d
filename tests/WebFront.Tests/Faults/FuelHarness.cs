using FuelGrains.WebFront.Tests.Stations;

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
    private Customer _driver = null!;

    private FuelHarness(KillableProduct product) => _product = product;

    public RawSite Site { get; private set; } = null!;
    public Guid Station { get; private set; }
    public Guid Order { get; private set; }
    public string OutTradeNo { get; private set; } = "";

    private WeChatControl WeChat => _product.WeChat;

    private PhoneClient Phones => _product.Phones;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

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
            () => Phones.OrderFuelAsync(_driver, Station, 1, body, "one-key", Ct),
            a => a.Status == 201
        );
        Order = placed.Value.As<FuelOrderReply>().Id;
        OutTradeNo = await WeChat.NumberOfAsync(await Phones.PayAsync(_driver, Order, Ct));
    }

    public Task PayAsync() => WeChat.PayAsync(OutTradeNo);

    public async Task<Guid> OpenFlashSaleAsync()
    {
        // A pump is known when its site's lines have been read, which the site does not wait for.
        var offer = await Eventually.GetsAsync(
            Deadline,
            () => Phones.PumpAsync(_driver, Station, 1, Ct),
            pump => pump.Accepted && pump.As<PumpReply>().Sales.Count == 1,
            every: PollEvery
        );
        return offer.Value.As<PumpReply>().Sales[0].Id;
    }

    public async Task<FuelOrderReply> BecomesAsync(Func<FuelOrderReply, bool> expected) =>
        (
            await Eventually.GetsAsync(
                Deadline,
                async () => (await Phones.OrderAsync(_driver, Order, Ct)).As<FuelOrderReply>(),
                expected,
                every: PollEvery
            )
        ).Value;

    public Task<FuelOrderReply> PhaseIsAsync(string phase) => BecomesAsync(order => order.Phase == phase);

    /// <summary>The books of driver and gateway agree: so much was kept, once, and the rest went back, once.</summary>
    public async Task KeptAsync(long paidFen, long keptFen)
    {
        var order = await BecomesAsync(o =>
            o.Status is "fulfilled" or "refunded"
            && o.Refunds.Where(r => r.State == "succeeded").Sum(r => r.AmountFen) == paidFen - keptFen
        );
        order.Status.ShouldBe(keptFen > 0 ? "fulfilled" : "refunded");
        order.Payments.Sum(p => p.AmountFen).ShouldBe(paidFen);
        order.Refunds.Count.ShouldBe(paidFen == keptFen ? 0 : 1);
        if (paidFen != keptFen)
            (await WeChat.RefundAsync(order.Refunds[0].OutRefundNo)).RefundFen.ShouldBe(paidFen - keptFen);
        if (keptFen > 0)
            await ReleasedAsync();
    }

    // WeChat heard once that the fuel was taken, so it holds the money no longer.
    private async Task ReleasedAsync()
    {
        var held = await Eventually.GetsAsync(
            Deadline,
            () => WeChat.ShippingAsync(OutTradeNo, Ct),
            shipping => shipping.State == "shipped",
            every: PollEvery
        );
        held.Value.Count.ShouldBe(1);
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
        var draft = new StationDraft("滨江大道站", "杭州", "江南大道 88 号", PaymentMethod: "pace");
        (Station, _secret) = await staff.NewStationAsync(draft, Ct);
        _driver = await _product.LogInAsync(Deadline);
    }
}
