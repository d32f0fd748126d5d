using System.Collections.Immutable;
using System.Text.Json;
using FuelGrains.Grains.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace FuelGrains.WebFront.Tests.Orders;

/// <summary>Staff decide about reports that WeChat refused, and correct one that it took, once.</summary>
public abstract class ShippingDecisionTests(ProductFixture product) : ShippingTest(product)
{
    private static readonly string[] Corrected = ["shipping.report-again"];

    [Fact]
    public async Task A_refusal_raises_one_alarm_until_staff_report_another_text_that_WeChat_takes()
    {
        var purchase = await Purchase.FulfilledAsync(Product);
        await WeChat.FaultAsync("shipping", "refuse", code: "10060014");
        await RedeemAsync(purchase, await Product.NewStationAsync());
        var refused = await ShippingIsAsync(purchase.Id, "refused");
        refused.GetProperty("trouble").GetString()!.ShouldContain("10060014");
        var alarm = (await AlarmAsync(open: true)).ShouldHaveSingleItem();
        alarm.GetProperty("detail").GetString()!.ShouldContain("10060014");

        await WeChat.NoFaultsAsync();
        (await AgainAsync(purchase.Id, "95# 汽油券 1 张")).Status.ShouldBe(202);
        (await ReportedAsync(purchase.OutTradeNo)).Items.ShouldBe("95# 汽油券 1 张");
        await ShippingIsAsync(purchase.Id, "reported");
        (await AlarmAsync(open: false)).ShouldBeEmpty();
        // Another text of a refused report was no correction, so the one correction is left.
        (await AgainAsync(purchase.Id, "95# 汽油券")).Status.ShouldBe(202);
        await ShippingIsAsync(purchase.Id, "reported", corrected: true);
        (await HoldAsync(purchase.OutTradeNo)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Staff_correct_a_report_once_and_the_correction_is_audited()
    {
        var purchase = await Purchase.FulfilledAsync(Product);
        (await AgainAsync(purchase.Id, "too early")).ShouldBeProblem(404, "not-found");
        await RedeemAsync(purchase, await Product.NewStationAsync());
        await ShippingIsAsync(purchase.Id, "reported");
        (await AgainAsync(purchase.Id, "95# 汽油 30 升券，滨江大道站")).Status.ShouldBe(202);
        await ShippingIsAsync(purchase.Id, "reported", corrected: true);
        var held = await HoldAsync(purchase.OutTradeNo);
        (held.Count, held.Items).ShouldBe((2, "95# 汽油 30 升券，滨江大道站"));
        (await AgainAsync(purchase.Id, "again")).ShouldBeProblem(409, "shipping-over");
        (await EndAsync(purchase.Id, "again")).ShouldBeProblem(409, "shipping-over");
        (await AuditAsync($"order/{purchase.Id}")).ShouldBe(Corrected);
    }

    [Fact]
    public async Task Staff_end_a_report_that_WeChat_will_not_take()
    {
        var purchase = await Purchase.FulfilledAsync(Product);
        await WeChat.FaultAsync("shipping", "refuse", code: "10060031");
        await RedeemAsync(purchase, await Product.NewStationAsync());
        await ShippingIsAsync(purchase.Id, "refused");
        (await EndAsync(purchase.Id, "entered by hand")).Status.ShouldBe(200);
        var ended = await ShippingIsAsync(purchase.Id, "notNeeded");
        ended.GetProperty("trouble").GetString().ShouldBe("entered by hand");
        (await AlarmAsync(open: false)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"item":""}""", "item")]
    [InlineData("""{"item":"a\u0007b"}""", "item")]
    [InlineData("""{"item":1}""", "item")]
    [InlineData("{}", "item")]
    public async Task A_body_that_is_none_is_refused_field_by_field(string body, string field) =>
        (await Product.StaffWith("ops").PostTextAsync($"/api/admin/orders/{Guid.NewGuid()}/shipping", body))
            .ShouldBeProblem(400, "validation")
            .WithErrorsIn(field);

    [Fact]
    public async Task A_text_of_120_characters_is_the_longest_and_only_staff_of_money_may_send_one()
    {
        var order = Guid.NewGuid();
        (await AgainAsync(order, new string('券', 121))).ShouldBeProblem(400, "validation").WithErrorsIn("item");
        (await AgainAsync(order, new string('券', 120))).ShouldBeProblem(404, "not-found");
        (await EndAsync(order, "  ")).ShouldBeProblem(400, "validation").WithErrorsIn("reason");
        foreach (var other in new[] { Product.StaffWith("marketing"), Product.NewCustomer() })
            (await other.PostAsync($"/api/admin/orders/{order}/shipping", new { item = "x" })).Status.ShouldBe(403);
    }

    private async Task<JsonElement[]> AlarmAsync(bool open) =>
        (
            await Eventually.GetsAsync(
                Deadline,
                () => AlarmsAsync("shipping.unreported", "WeChat"),
                alarms => alarms.Length > 0 == open
            )
        ).Value;

    private Task<Reply> AgainAsync(Guid order, string item) =>
        Product.StaffWith("ops").PostAsync($"/api/admin/orders/{order}/shipping", new { item });

    private Task<Reply> EndAsync(Guid order, string reason) =>
        Product.StaffWith("ops").PostAsync($"/api/admin/orders/{order}/shipping/end", new { reason });

    private Task<ImmutableArray<string>> AuditAsync(string subject) =>
        Product
            .SiloServices.GetRequiredService<LedgerDatabase>()
            .ReadAsync(
                session =>
                    session
                        .Sql("SELECT action FROM audit WHERE subject = @subject")
                        .With("subject", subject)
                        .ListAsync(r => r.Text(0)),
                TestContext.Current.CancellationToken
            );
}

[Collection(InProcessOnSqlite.Name)]
public sealed class ShippingDecisionInProcessOnSqlite(InProcessOnSqlite product) : ShippingDecisionTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class ShippingDecisionRemoteOnPostgres(RemoteOnPostgres product) : ShippingDecisionTests(product);
