using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.GrainInterfaces.Orders.Payments;
using FuelGrains.GrainInterfaces.Orders.Refunds;
using FuelGrains.Grains.Ops;
using FuelGrains.Grains.Orders.Gateway;
using FuelGrains.Grains.Orders.Payments;
using FuelGrains.Grains.Tests.Orders.Gateway;
using FuelGrains.Grains.Tests.Storage;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Orders.Payments;

/// <summary>A payment that WeChat cannot prepare, on either store: WeChat is away, or the order's numbers are used up.</summary>
public abstract class PaymentPreparationContract(Func<Task<LedgerFixture>> make) : OrderMoneyContract(make)
{
    [Fact]
    public async Task Numbers_that_are_used_up_are_a_definite_refusal_and_one_alarm_and_stay_followed()
    {
        Fixture.Gateway.OnPrepay = _ =>
            Task.FromResult(new PrepayReply(PrepayOutcome.Spent, Code: "OUT_TRADE_NO_USED"));
        var (_, customer, order) = await Fixture.OrderAsync();
        for (var presses = 0; presses < 10; presses++)
            (await Fixture.Money(order).PayAsync(customer)).Outcome.ShouldBe(PayOutcome.NumbersSpent);
        Fixture
            .Gateway.Prepays.Select(p => p.OutTradeNo)
            .ShouldBeUnique("a number that is spent is not asked for again");
        (await Fixture.OpenAlarmsAsync()).ShouldHaveSingleItem().Kind.ShouldBe(AlarmKinds.NumbersSpent);
        (await Fixture.AttemptsAsync(order)).ShouldAllBe(a => a.State == AttemptState.Open && a.NextQueryAt != null);

        Fixture.Silo.Time.Now += TimeSpan.FromMinutes(16);
        await Fixture.Service<GatewayAlarms>().LookAsync(Ct);
        (await Fixture.OpenAlarmsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Two_numbers_that_both_took_money_keep_one_payment_and_return_the_other()
    {
        Fixture.Gateway.OnPrepay = request =>
            Task.FromResult(
                request.OutTradeNo.EndsWith("-1", StringComparison.Ordinal)
                    ? new PrepayReply(PrepayOutcome.Spent, Code: "OUT_TRADE_NO_USED")
                    : new(PrepayOutcome.Ready, "prepay-2")
            );
        var (_, customer, order) = await Fixture.OrderAsync();
        (await Fixture.Money(order).PayAsync(customer)).Outcome.ShouldBe(PayOutcome.Ready);
        Fixture.Gateway.OnQuery = number => new(TradeState.Paid, ScriptedGateway.Money(number, id: $"4200-{number}"));
        Fixture.Gateway.OnClose = _ => false;
        for (var round = 0; round < 3; round++)
            await Fixture.Money(order).QueryAsync();
        (await Fixture.PaymentsAsync(order))
            .Select(p => p.State)
            .ShouldBe([PaymentState.Kept, PaymentState.Refunded], ignoreOrder: true);
        (await Fixture.RefundsAsync(order)).ShouldHaveSingleItem().Cause.ShouldBe(RefundCause.Double);
    }

    [Fact]
    public async Task A_customer_hears_at_once_that_the_gateway_is_away_and_the_order_stays_free_of_it()
    {
        await GoAwayAsync();
        var (_, customer, order) = await Fixture.OrderAsync();
        var calls = Fixture.Gateway.Calls;
        (await Fixture.Money(order).PayAsync(customer)).Outcome.ShouldBe(PayOutcome.GatewayAway);
        Fixture.Gateway.Calls.ShouldBe(calls);
        (await Fixture.AttemptsAsync(order)).ShouldBeEmpty();

        Fixture.Gateway.Hangs = false;
        Fixture.Silo.Time.Now += TimeSpan.FromSeconds(10);
        (await Fixture.Money(order).PayAsync(customer)).Outcome.ShouldBe(PayOutcome.Ready);
    }

    [Fact]
    public async Task A_payment_that_was_prepared_before_is_handed_out_while_the_gateway_is_away()
    {
        var (_, customer, order) = await Fixture.OrderAsync();
        (await Fixture.Money(order).PayAsync(customer)).Outcome.ShouldBe(PayOutcome.Ready);
        await GoAwayAsync();
        (await Fixture.Money(order).PayAsync(customer)).Outcome.ShouldBe(PayOutcome.Ready);
    }

    private async Task GoAwayAsync()
    {
        Fixture.Gateway.Hangs = true;
        var health = Fixture.Service<GatewayHealth>();
        var orders = new List<(StockShardKey Shard, CustomerId Customer, OrderId Order)>();
        while (orders.Count < 10)
            orders.Add(await Fixture.OrderAsync());
        await Task.WhenAll(orders.Select(o => Fixture.Money(o.Order).PayAsync(o.Customer)));
        health.IsAway(GatewayCall.Prepay).ShouldBeTrue();
    }
}

public sealed class SqlitePaymentPreparationTests() : PaymentPreparationContract(LedgerFixture.SqliteAsync);

public sealed class PostgresPaymentPreparationTests() : PaymentPreparationContract(() => LedgerFixture.PostgresAsync());
