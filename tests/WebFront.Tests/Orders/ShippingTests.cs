using System.Text.Json;
using FuelGrains.WebFront.Tests.Stations;
using FuelGrains.WebFront.Tests.Stations.FuelOrders;

namespace FuelGrains.WebFront.Tests.Orders;

/// <summary>WeChat freezes the money of orders until it hears that their goods were handed over, once.</summary>
public abstract class ShippingTests(ProductFixture product) : ShippingTest(product)
{
    private const int PickUp = 4;

    [Fact]
    public async Task The_first_redemption_of_an_order_releases_its_money_and_the_second_reports_nothing()
    {
        var purchase = await Purchase.FulfilledAsync(Product, quantity: 2);
        (await HoldAsync(purchase.OutTradeNo)).State.ShouldBe("frozen");
        (await FileAsync(purchase.Id)).GetProperty("shipping").ValueKind.ShouldBe(JsonValueKind.Null);

        var station = await Product.NewStationAsync();
        await RedeemAsync(purchase, station, voucher: 0);
        var held = await ReportedAsync(purchase.OutTradeNo);
        (held.State, held.Logistics, held.Count).ShouldBe(("shipped", PickUp, 1));
        held.Items.ShouldNotBeNull().ShouldEndWith("*2");
        var shipping = await ShippingIsAsync(purchase.Id, "reported");
        shipping.GetProperty("item").GetString().ShouldBe(held.Items);
        shipping.GetProperty("trouble").ValueKind.ShouldBe(JsonValueKind.Null);

        await RedeemAsync(purchase, station, voucher: 1);
        await ShippingIsAsync(purchase.Id, "reported");
        (await HoldAsync(purchase.OutTradeNo)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Fuel_that_was_paid_and_cleared_releases_its_money_and_names_pump_and_litres()
    {
        var station = await TestStation.CreateAsync(Product);
        await using var site = await RawSite.LogInAsync(
            Product.Address,
            station.Id,
            station.Secret,
            RawSite.EverythingButMeter
        );
        await site.IntroduceAsync(
            ["PRICE 95 LTR CNY 8.000 95#"],
            ["PUMP 1 ready-to-pay"],
            ["TRANSACTION 1 t-1 open 95 CNY 80.00 70.80 13.0 9.20 LTR 10.00 8.000"]
        );
        var sale = await station.OnlySaleAsync(1);
        var driver = await Product.LoginAsync("driver");
        var purchase = await FuelPurchase.PlaceAsync(station, 1, new { saleId = sale.Id.Value }, driver);
        var number = await purchase.PrepareAsync();
        await WeChat.PayAsync(number);
        (await HoldAsync(number)).State.ShouldBe("frozen");
        await site.AnswerAsync("CLEAR");
        await purchase.IsAsync("fulfilled");
        var held = await ReportedAsync(number);
        (held.State, held.Logistics, held.Count).ShouldBe(("shipped", PickUp, 1));
        held.Items.ShouldBe("滨江大道站 1 10L");
    }

    [Fact]
    public async Task An_answer_that_is_lost_is_asked_for_again_and_WeChat_counts_one_report()
    {
        var purchase = await Purchase.FulfilledAsync(Product);
        await WeChat.FaultAsync("shipping", "timeout-after", times: 1, holdMs: 2_000);
        await RedeemAsync(purchase, await Product.NewStationAsync());
        var shipping = await ShippingIsAsync(purchase.Id, "reported");
        shipping.GetProperty("tries").GetInt32().ShouldBeGreaterThan(1);
        (await HoldAsync(purchase.OutTradeNo)).Count.ShouldBe(1);
        (await WeChat.JournalAsync("shipping", purchase.OutTradeNo)).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("-1")] // busy
    [InlineData("45009")] // asked too often
    [InlineData("10060001")] // WeChat does not know the payment yet
    [InlineData("10060004")] // nor its state
    public async Task What_passes_is_tried_again(string code)
    {
        var purchase = await Purchase.FulfilledAsync(Product);
        await WeChat.FaultAsync("shipping", "refuse", times: 2, code: code);
        await RedeemAsync(purchase, await Product.NewStationAsync());
        (await ReportedAsync(purchase.OutTradeNo)).Count.ShouldBe(1);
        (await ShippingIsAsync(purchase.Id, "reported")).GetProperty("tries").GetInt32().ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task A_refund_in_part_leaves_the_duty_and_a_whole_refund_before_redemption_owes_nothing()
    {
        var kept = await Purchase.FulfilledAsync(Product);
        (await kept.StaffRefundAsync(Product.StaffWith("ops"), 100)).Status.ShouldBe(202);
        await kept.RefundIsAsync("succeeded");
        await RedeemAsync(kept, await Product.NewStationAsync());
        (await ReportedAsync(kept.OutTradeNo)).State.ShouldBe("shipped");

        var returned = await Purchase.FulfilledAsync(Product);
        (await returned.ReturnAsync()).Status.ShouldBe(202);
        await returned.IsAsync("refunded");
        await returned.RefundIsAsync("succeeded");
        (await HoldAsync(returned.OutTradeNo)).State.ShouldBe("refunded");
        (await FileAsync(returned.Id)).GetProperty("shipping").ValueKind.ShouldBe(JsonValueKind.Null);
    }
}

[Collection(InProcessOnSqlite.Name)]
public sealed class ShippingInProcessOnSqlite(InProcessOnSqlite product) : ShippingTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class ShippingRemoteOnPostgres(RemoteOnPostgres product) : ShippingTests(product);
