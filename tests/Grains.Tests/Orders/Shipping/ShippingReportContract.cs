using FuelGrains.GrainInterfaces.Orders.Payments;
using FuelGrains.GrainInterfaces.Orders.Shipping;
using FuelGrains.GrainInterfaces.Orders.Vouchers;
using FuelGrains.Grains.Orders.Shipping;
using FuelGrains.Grains.Tests.Storage;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Orders.Shipping;

/// <summary>
/// A report is owed once by the commit that hands the goods over, and WeChat takes it once, on either store. WeChat is the simulator, whose
/// journal is the witness.
/// </summary>
public abstract class ShippingReportContract(Func<Task<LedgerFixture>> make) : IAsyncLifetime
{
    private ShippingFixture _it = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _it = await ShippingFixture.StartAsync(make);

    public ValueTask DisposeAsync() => _it.DisposeAsync();

    [Fact]
    public async Task Two_vouchers_of_an_order_redeemed_at_once_owe_one_report_with_one_message()
    {
        var order = await _it.PaidAsync(quantity: 2);
        await Task.WhenAll(_it.RedeemAsync(order, unit: 0), _it.RedeemAsync(order, unit: 1));
        (await _it.MessagesAsync()).ShouldBe([$"{order}"]);
        var report = (await _it.FindAsync(order)).ShouldNotBeNull();
        (report.State, report.Logistics, report.Item, report.Tries).ShouldBe(
            (ShippingState.Waiting, LogisticsType.PickUp, "周五 30 L*2", 0)
        );
    }

    [Fact]
    public async Task A_voucher_that_nobody_bought_owes_no_report()
    {
        var station = await _it.Vouchers.StationAsync();
        var (_, code) = await _it.Vouchers.AddAsync();
        await _it.RedeemAsync(station, code);
        (await _it.MessagesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_voucher_that_pays_for_fuel_owes_the_report_of_the_order_that_bought_it()
    {
        var order = await _it.PaidAsync();
        var station = await _it.Vouchers.StationAsync();
        var voucher = VoucherId.Of(order, 0);
        await _it.Vouchers.Holds.HoldAsync(_it.Customer, "fuelling/1", [voucher], station, Ct);
        (await _it.FindAsync(order)).ShouldBeNull("a hold may still be released");
        var share = new VoucherShare(voucher, 10_000, 8_000);
        await _it.Vouchers.Holds.ConfirmAsync(_it.Customer, "fuelling/1", [share], station, Ct);
        (await _it.FindAsync(order))!.Logistics.ShouldBe(LogisticsType.PickUp);
    }

    [Fact]
    public async Task Vouchers_that_expire_unused_are_reported_as_virtual_goods_once()
    {
        var order = await _it.PaidAsync(quantity: 2);
        _it.Vouchers.Time.Now += TimeSpan.FromDays(31);
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => _it.SweepVouchersAsync()));
        (await _it.FindAsync(order))!.Logistics.ShouldBe(LogisticsType.Virtual);
        (await _it.MessagesAsync()).ShouldBe([$"{order}"]);
    }

    [Fact]
    public async Task Eight_deliverers_and_sweepers_at_once_report_once()
    {
        var order = await _it.RedeemedAsync();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _it.DeliverAsync(order)));
        var report = (await _it.FindAsync(order))!;
        (report.State, report.Tries, report.NextTryAt).ShouldBe((ShippingState.Reported, 1, null));
        report.ReportedAt.ShouldBe(_it.Silo.Time.Now);
        (await _it.ReportsAsync()).ShouldHaveSingleItem().GetProperty("items").GetString().ShouldBe("周五 30 L*1");
    }

    [Fact]
    public async Task A_teller_that_died_is_followed_by_another_when_its_lease_is_over_with_the_same_report()
    {
        var order = await _it.RedeemedAsync();
        await _it.WeChat.FaultAsync("shipping", "timeout-after", new { times = 1, holdMs = 100 });
        var leased = await _it.LeaseAsync(order);
        // The report reached WeChat, and the process died before it could write so.
        await _it.DieAfterAsync(leased!);
        (await _it.LeaseAsync(order)).ShouldBeNull("the lease is the dead one's");
        _it.Silo.Time.Now += ShippingReporter.Lease;
        await _it.DeliverAsync(order);
        (await _it.FindAsync(order))!.State.ShouldBe(ShippingState.Reported);
        (await _it.ReportsAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_late_word_of_a_lost_lease_changes_nothing()
    {
        var order = await _it.RedeemedAsync();
        var late = (await _it.LeaseAsync(order))!;
        _it.Silo.Time.Now += ShippingReporter.Lease;
        await _it.DeliverAsync(order);
        await _it.SettleAsync(late, ShippingRule.Refused(late, "too late"));
        (await _it.FindAsync(order))!.State.ShouldBe(ShippingState.Reported);
    }

    [Fact]
    public async Task A_failed_try_waits_longer_each_time_and_no_try_is_the_last()
    {
        var order = await _it.RedeemedAsync();
        await _it.WeChat.FaultAsync("shipping", "system-error");
        var waits = new List<TimeSpan>();
        for (var i = 0; i < 10; i++)
        {
            await _it.DeliverAsync(order);
            var report = (await _it.FindAsync(order))!;
            waits.Add(report.NextTryAt!.Value - _it.Silo.Time.Now);
            _it.Silo.Time.Now = report.NextTryAt.Value;
        }
        waits[..3].ShouldBe([TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(40), TimeSpan.FromSeconds(80)]);
        waits[^1].ShouldBe(TimeSpan.FromHours(1));
        await _it.WeChat.HealAsync();
        await _it.DeliverAsync(order);
        (await _it.FindAsync(order))!.State.ShouldBe(ShippingState.Reported);
    }

    [Fact]
    public async Task A_mini_program_that_is_not_managed_uploads_nothing_and_is_asked_again_for_a_later_payment()
    {
        await _it.WeChat.ControlAsync("shipping", new { managed = false });
        var first = await _it.RedeemedAsync();
        await _it.DeliverAsync(first);
        (await _it.FindAsync(first))!.State.ShouldBe(ShippingState.NotNeeded);
        (await _it.ReportsAsync()).ShouldBeEmpty();

        await _it.WeChat.ControlAsync("shipping", new { managed = true });
        _it.Silo.Time.Now += TimeSpan.FromMinutes(1);
        var second = await _it.RedeemedAsync();
        await _it.DeliverAsync(second);
        (await _it.FindAsync(second))!.State.ShouldBe(ShippingState.Reported);
    }

    [Fact]
    public async Task Never_uploads_nothing_and_always_does_not_ask_first()
    {
        var (never, always) = (await _it.RedeemedAsync(), await _it.RedeemedAsync());
        await _it.WeChat.FaultAsync("trade-managed", "system-error");
        _it.Options.Mode = ShippingMode.Never;
        await _it.DeliverAsync(never);
        _it.Options.Mode = ShippingMode.Always;
        await _it.DeliverAsync(always);
        (await _it.FindAsync(never))!.State.ShouldBe(ShippingState.NotNeeded);
        (await _it.FindAsync(always))!.State.ShouldBe(ShippingState.Reported);
        (await _it.ReportsAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_token_that_became_invalid_is_replaced_and_the_report_taken_once()
    {
        var (first, second) = (await _it.RedeemedAsync(), await _it.RedeemedAsync());
        await _it.DeliverAsync(first);
        await _it.WeChat.ControlAsync("tokens/revoke", new { });
        // A fresh token is fetched at most once a minute.
        _it.Silo.Time.Now += TimeSpan.FromSeconds(61);
        await _it.DeliverAsync(second);
        (await _it.FindAsync(second))!.State.ShouldBe(ShippingState.Reported);
        (await _it.ReportsAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task An_order_that_keeps_no_payment_needs_no_report()
    {
        var order = await _it.RedeemedAsync();
        await _it.Silo.Fixture.Database.WriteAsync(
            session =>
                session
                    .Sql($"UPDATE payments SET state = {PaymentState.Refunded:D}, refund_fen = amount_fen")
                    .ExecuteAsync(),
            Ct
        );
        await _it.DeliverAsync(order);
        (await _it.FindAsync(order))!.State.ShouldBe(ShippingState.NotNeeded);
        (await _it.ReportsAsync()).ShouldBeEmpty();
    }
}

public sealed class PostgresShippingReportTests() : ShippingReportContract(() => LedgerFixture.PostgresAsync());

public sealed class SqliteShippingReportTests() : ShippingReportContract(LedgerFixture.SqliteAsync);
