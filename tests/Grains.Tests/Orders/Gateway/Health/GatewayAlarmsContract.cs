using System.Collections.Immutable;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.GrainInterfaces.Orders.Payments;
using FuelGrains.GrainInterfaces.Orders.Refunds;
using FuelGrains.Grains.Ops;
using FuelGrains.Grains.Orders.Gateway;
using FuelGrains.Grains.Orders.Payments;
using FuelGrains.Grains.Orders.Refunds;
using FuelGrains.Grains.Tests.Orders.Refunds;
using FuelGrains.Grains.Tests.Storage;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Orders.Gateway.Health;

/// <summary>
/// An alarm about the merchant or about WeChat as a whole, on either store: one, however many rows meet its cause, and it ends by
/// itself.
/// </summary>
public abstract class GatewayAlarmsContract(Func<Task<LedgerFixture>> make) : RefundContract(make)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(16);

    // The pause after which a refund is sent to an account that was empty.
    private static readonly TimeSpan AProbe = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task An_empty_account_is_one_alarm_with_the_sum_that_waits_and_ends_by_itself()
    {
        EmptyAccount();
        var refunds = await RefundedAsync(5);
        foreach (var (order, number) in refunds)
            await Fixture.Money(order).AdvanceRefundAsync(number);
        await LookAsync();
        var alarm = (await Fixture.OpenAlarmsAsync()).ShouldHaveSingleItem();
        (alarm.Kind, alarm.Subject).ShouldBe((AlarmKinds.AccountEmpty, AlarmKinds.WeChatPay));
        alarm.Detail.ShouldContain("5 refunds of 5.00 yuan wait");

        Fixture.Gateway.OnRefund = request => new(RefundProgress.Processing, "5030", RefundFen: request.RefundFen);
        foreach (var (order, number) in refunds)
            await Fixture.Money(order).AdvanceRefundAsync(number);
        Fixture.Silo.Time.Now += Quiet;
        await LookAsync();
        (await Fixture.OpenAlarmsAsync()).ShouldBeEmpty();
        // Each refund went out under the number that it had from the beginning.
        Fixture.Gateway.Refunds.Select(r => r.OutRefundNo).Distinct().Count().ShouldBe(5);
    }

    [Fact]
    public async Task After_ten_refusals_an_empty_account_is_probed_and_all_that_wait_are_counted()
    {
        EmptyAccount();
        var refunds = await RefundedAsync(15);
        foreach (var (order, number) in refunds)
            await Fixture.Money(order).AdvanceRefundAsync(number);
        Fixture.Gateway.Refunds.Count.ShouldBe(10);
        await LookAsync();
        (await Fixture.OpenAlarmsAsync()).ShouldHaveSingleItem().Detail.ShouldContain("15 refunds of 15.00 yuan wait");

        Fixture.Gateway.OnRefund = request => new(RefundProgress.Processing, "5030", RefundFen: request.RefundFen);
        Fixture.Silo.Time.Now += AProbe;
        foreach (var (order, number) in refunds)
            await Fixture.Money(order).AdvanceRefundAsync(number);
        foreach (var (order, _) in refunds)
            (await Fixture.RefundsAsync(order)).Single().State.ShouldBe(RefundState.Accepted);
    }

    [Fact]
    public async Task The_alarm_says_what_waits_now_and_is_not_counted_up()
    {
        EmptyAccount();
        var refunds = await RefundedAsync(2);
        foreach (var (order, number) in refunds)
        {
            await Fixture.Money(order).AdvanceRefundAsync(number);
            await LookAsync();
        }
        var alarm = (await Fixture.OpenAlarmsAsync()).ShouldHaveSingleItem();
        alarm.Detail.ShouldContain("2 refunds of 2.00 yuan wait");
        alarm.Seen.ShouldBe(1);
    }

    [Fact]
    public async Task A_refund_behind_an_obstacle_waits_five_minutes_at_most_and_the_first_one_through_wakes_the_others()
    {
        EmptyAccount();
        var refunds = await RefundedAsync(3);
        foreach (var (order, number) in refunds)
            for (var tries = 0; tries < 20; tries++)
                await Fixture.Money(order).AdvanceRefundAsync(number);
        var now = Fixture.Silo.Time.Now;
        (await NextTriesAsync()).ShouldAllBe(at => at == now + TimeSpan.FromMinutes(5));

        now = Fixture.Silo.Time.Now += AProbe;
        Fixture.Gateway.OnRefund = request => new(RefundProgress.Processing, "5030", RefundFen: request.RefundFen);
        await Fixture.Money(refunds[0].Order).AdvanceRefundAsync(refunds[0].Number);
        (await NextTriesAsync()).Count(at => at == now).ShouldBe(2);
    }

    [Fact]
    public async Task A_silence_after_an_obstacle_leaves_the_obstacle_in_place()
    {
        EmptyAccount();
        var (order, number) = (await RefundedAsync(1)).Single();
        await Fixture.Money(order).AdvanceRefundAsync(number);
        Fixture.Gateway.OnRefund = _ => new(RefundProgress.Unknown);
        await Fixture.Money(order).AdvanceRefundAsync(number);
        await LookAsync();
        (await Fixture.OpenAlarmsAsync()).Select(a => a.Kind).ShouldBe([AlarmKinds.AccountEmpty]);
    }

    [Fact]
    public async Task A_frequency_limit_is_one_alarm_with_the_sum_that_waits()
    {
        Fixture.Gateway.OnRefund = _ => new(RefundProgress.Unknown, Code: "FREQUENCY_LIMITED");
        foreach (var (order, number) in await RefundedAsync(3))
            await Fixture.Money(order).AdvanceRefundAsync(number);
        await LookAsync();
        var alarm = (await Fixture.OpenAlarmsAsync()).ShouldHaveSingleItem();
        alarm.Kind.ShouldBe(AlarmKinds.GatewayLimited);
        alarm.Detail.ShouldContain("3 refunds of 3.00 yuan wait");
    }

    [Fact]
    public async Task A_gateway_that_is_away_is_one_alarm_until_it_is_back()
    {
        Fixture.Gateway.OnPrepay = _ => Task.FromResult(new PrepayReply(PrepayOutcome.Unknown));
        var (_, customer, order) = await Fixture.OrderAsync();
        while (await PayAsync() != PayOutcome.GatewayAway) { }
        await LookAsync();
        await LookAsync();
        var alarm = (await Fixture.OpenAlarmsAsync()).ShouldHaveSingleItem();
        (alarm.Kind, alarm.Seen).ShouldBe((AlarmKinds.GatewayAway, 1));
        alarm.Detail.ShouldContain("Prepay");

        Fixture.Gateway.OnPrepay = _ => Task.FromResult(new PrepayReply(PrepayOutcome.Ready, "prepay-1"));
        Fixture.Silo.Time.Now += Quiet;
        (await PayAsync()).ShouldBe(PayOutcome.Ready);
        await LookAsync();
        (await Fixture.OpenAlarmsAsync()).ShouldBeEmpty();

        async Task<PayOutcome> PayAsync() => (await Fixture.Money(order).PayAsync(customer)).Outcome;
    }

    [Fact]
    public async Task An_alarm_that_another_silo_keeps_open_stays_open()
    {
        await Fixture.Silo.Fixture.Database.WriteAsync(
            session =>
                AlarmTable.KeepAsync(
                    session,
                    Fixture.Silo.Time.Now,
                    AlarmKinds.GatewayAway,
                    AlarmKinds.WeChatPay,
                    "seen elsewhere"
                ),
            Ct
        );
        Fixture.Silo.Time.Now += TimeSpan.FromSeconds(10);
        await LookAsync();
        (await Fixture.OpenAlarmsAsync()).ShouldHaveSingleItem();
        Fixture.Silo.Time.Now += Quiet;
        await LookAsync();
        (await Fixture.OpenAlarmsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_refused_refund_that_succeeds_later_closes_its_alarm()
    {
        Fixture.Gateway.OnRefund = _ => new(RefundProgress.Refused, Code: "USER_ACCOUNT_ABNORMAL");
        var (order, number) = (await RefundedAsync(1)).Single();
        await Fixture.Money(order).AdvanceRefundAsync(number);
        (await Fixture.OpenAlarmsAsync()).ShouldHaveSingleItem().Kind.ShouldBe(AlarmKinds.RefundRefused);
        Fixture.Gateway.OnRefund = request => new(RefundProgress.Succeeded, "5030", RefundFen: request.RefundFen);
        await Fixture.Money(order).AdvanceRefundAsync(number);
        (await Fixture.RefundsAsync(order)).Single().State.ShouldBe(RefundState.Succeeded);
        (await Fixture.OpenAlarmsAsync()).ShouldBeEmpty();
    }

    private void EmptyAccount()
    {
        Fixture.Gateway.OnRefund = _ => new(RefundProgress.Refused, Code: "NOT_ENOUGH");
        Fixture.Gateway.OnQueryRefund = _ => new(RefundProgress.NotExist);
    }

    private Task LookAsync() => Fixture.Service<GatewayAlarms>().LookAsync(Ct);

    private Task<ImmutableArray<DateTimeOffset>> NextTriesAsync() =>
        Fixture.Silo.Fixture.Database.ReadAsync(
            session =>
                session
                    .Sql("SELECT next_try_at FROM refunds WHERE last_error = 'NOT_ENOUGH'")
                    .ListAsync(r => r.Time(0)),
            Ct
        );

    // Staff refund one yuan of each of so many orders.
    private async Task<ImmutableArray<(OrderId Order, string Number)>> RefundedAsync(int count)
    {
        var refunds = ImmutableArray.CreateBuilder<(OrderId, string)>();
        for (var i = 0; i < count; i++)
        {
            var (shard, customer, order) = await Fixture.PaidAsync();
            await IssuedAsync(shard.ToString(), customer, order);
            refunds.Add((order, (await Fixture.Money(order).RefundAsync(Staff(100))).Refund!.OutRefundNo));
        }
        return refunds.ToImmutable();
    }
}

public sealed class SqliteGatewayAlarmsTests() : GatewayAlarmsContract(LedgerFixture.SqliteAsync);

public sealed class PostgresGatewayAlarmsTests() : GatewayAlarmsContract(() => LedgerFixture.PostgresAsync());
