namespace FuelGrains.WebFront.Tests.Faults;

/// <summary>kill -9 of the product around the report of a redemption: WeChat hears of it once, and releases the money.</summary>
public abstract class ShippingFaultTests(FuelProduct product)
{
    // A life that died while it reported holds its lease for half a minute.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(200);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_between_the_redemption_and_a_report_that_WeChat_takes()
    {
        await product.WeChat.FaultAsync("shipping", "refuse", code: "-1");
        var number = await RedeemedAsync();
        await product.KillAsync(async () =>
        {
            (await product.WeChat.ShippingAsync(number, Ct)).State.ShouldBe("frozen");
            await product.WeChat.NoFaultsAsync();
        });
        await ReleasedOnceAsync(number);
    }

    [Fact]
    public async Task Killed_after_WeChat_took_the_report_and_before_it_could_say_so()
    {
        await product.WeChat.FaultAsync("shipping", "timeout-after", times: 1, holdMs: 60_000);
        var number = await RedeemedAsync();
        await Eventually.GetsAsync(
            Deadline,
            () => product.WeChat.ShippingAsync(number, Ct),
            held => held.State == "shipped",
            every: PollEvery
        );
        await product.KillAsync();
        await ReleasedOnceAsync(number);
    }

    private async Task ReleasedOnceAsync(string number)
    {
        var held = await Eventually.GetsAsync(
            Deadline,
            () => product.WeChat.ShippingAsync(number, Ct),
            shipping => shipping.State == "shipped",
            every: PollEvery
        );
        held.Value.Count.ShouldBe(1);
        await Eventually.IsTrueAsync(Deadline, async () => await product.Ledger.UnreportedAsync(Ct) == 0);
        (await product.WeChat.JournalAsync("shipping", number)).ShouldHaveSingleItem();
    }

    /// <summary>Buys a voucher, redeems it, and returns the number of its payment.</summary>
    private async Task<string> RedeemedAsync()
    {
        var staff = await product.StaffAsync();
        using var shop = new Shop(product.Address);
        var sale = await shop.PublishFlashSaleAsync(await staff.AnyProductAsync(Ct), stock: 1, limit: 1, Ct);
        var station = (await staff.NewStationAsync("滨江大道站", Ct)).StationId;
        var buyer = await product.LogInAsync(Deadline);
        var order = (await shop.PlaceAsync(buyer, sale, "one-key", quantity: 1, Ct)).Json.GetProperty("orderId");
        var prepared = await product.Phones.PayAsync(buyer, order.GetGuid(), Ct);
        var number = await product.WeChat.NumberOfAsync(prepared);
        await product.WeChat.PayAsync(number);

        var phone = product.With(buyer.Token);
        var voucher = await Eventually.GetsAsync(
            Deadline,
            async () => (await phone.GetAsync("/api/vouchers")).ShouldBeOk().Json.GetProperty("vouchers"),
            all => all.GetArrayLength() == 1 && all[0].GetProperty("state").GetString() == "issued",
            every: PollEvery
        );
        var code = (await phone.GetAsync($"/api/vouchers/{voucher.Value[0].GetProperty("id").GetGuid()}")).Json;
        var login = await product.With(null).PostAsync("/api/admin/login", new StaffName("admin", "fuelgrains-dev"));
        var body = new { code = code.GetProperty("code").GetString() };
        (
            await product
                .With(login.Json.GetProperty("token").GetString())
                .PostAsync($"/api/stations/{station}/redemptions", body, "one-key")
        ).ShouldBeAccepted();
        return number;
    }
}

[Collection<ProcessFaultsOnSqlite>]
public sealed class ShippingFaultsOnSqliteTests(FuelProductOnSqlite product) : ShippingFaultTests(product);

[Collection<ProcessFaultsOnPostgres>]
public sealed class ShippingFaultsOnPostgresTests(FuelProductOnPostgres product) : ShippingFaultTests(product);
