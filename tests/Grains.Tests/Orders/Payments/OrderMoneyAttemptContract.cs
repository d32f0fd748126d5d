using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.GrainInterfaces.Orders.Payments;
using FuelGrains.Grains.Orders.Gateway;
using FuelGrains.Grains.Orders.Payments;
using FuelGrains.Grains.Tests.Storage;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Orders.Payments;

/// <summary>An order's attempts to be paid, on either store: prepared, numbered, limited, and closed with the order.</summary>
public abstract class OrderMoneyAttemptContract(Func<Task<LedgerFixture>> make) : OrderMoneyContract(make)
{
    [Fact]
    public async Task The_gateway_is_asked_only_when_the_order_and_the_attempt_are_on_disk()
    {
        var (_, customer, order) = await Fixture.OrderAsync();
        var seen = 0;
        Fixture.Gateway.OnPrepay = async request =>
        {
            (await Fixture.AttemptsAsync(order)).ShouldHaveSingleItem().OutTradeNo.ShouldBe(request.OutTradeNo);
            (await PreparedAsync(order)).ShouldBe(1);
            seen++;
            return new(PrepayOutcome.Ready, "prepay-1");
        };
        (await Fixture.Money(order).PayAsync(customer)).Outcome.ShouldBe(PayOutcome.Ready);
        seen.ShouldBe(1);
    }

    [Fact]
    public async Task An_unknown_answer_keeps_the_number_and_a_spent_one_takes_the_next()
    {
        var (_, customer, order) = await Fixture.OrderAsync();
        Fixture.Gateway.OnPrepay = _ => Task.FromResult(new PrepayReply(PrepayOutcome.Unknown));
        (await Fixture.Money(order).PayAsync(customer)).Outcome.ShouldBe(PayOutcome.Unknown);
        Fixture.Gateway.OnPrepay = request =>
            Task.FromResult(
                request.OutTradeNo.EndsWith("-1", StringComparison.Ordinal)
                    ? new PrepayReply(PrepayOutcome.Spent)
                    : new(PrepayOutcome.Ready, "prepay-2")
            );
        (await Fixture.Money(order).PayAsync(customer)).Outcome.ShouldBe(PayOutcome.Ready);
        Fixture.Gateway.Prepays.Select(p => p.OutTradeNo[^2..]).ShouldBe(["-1", "-1", "-2"]);
        Fixture.Gateway.Prepays.ShouldAllBe(p => p.AmountFen == 19_900);
    }

    [Fact]
    public async Task An_order_has_a_limited_number_of_attempts()
    {
        var (_, customer, order) = await Fixture.OrderAsync();
        Fixture.Gateway.OnPrepay = _ => Task.FromResult(new PrepayReply(PrepayOutcome.Spent));
        for (var i = 0; i < 30; i++)
        {
            // The query finds each attempt closed, so that the next call needs another one.
            Fixture.Gateway.OnQuery = _ => new(TradeState.Closed);
            await Fixture.Money(order).PayAsync(customer);
            await Fixture.Money(order).QueryAsync();
        }
        (await Fixture.Money(order).PayAsync(customer)).Outcome.ShouldBe(PayOutcome.NumbersSpent);
        (await Fixture.AttemptsAsync(order)).Length.ShouldBe(new PaymentOptions().MaxAttempts);
    }

    [Fact]
    public async Task An_order_that_is_cancelled_while_its_payment_is_prepared_is_not_open_rather_than_refused()
    {
        var (shard, customer, order) = await Fixture.OrderAsync();
        Fixture.Gateway.OnPrepay = async _ =>
        {
            await Fixture.Silo.CancelAsync(shard, order, customer);
            return new(PrepayOutcome.Spent);
        };
        var reply = await Fixture.Money(order).PayAsync(customer);
        (reply.Outcome, reply.Status, reply.Cause).ShouldBe(
            (PayOutcome.NotOpen, OrderStatus.Closing, CloseCause.Customer)
        );
    }

    [Fact]
    public async Task A_closing_order_stays_on_the_schedule_until_it_is_done()
    {
        var (shard, customer, order) = await Fixture.OrderAsync();
        await Fixture.Money(order).PayAsync(customer);
        await Fixture.Silo.CancelAsync(shard, order, customer);
        Fixture.Gateway.OnClose = _ => false;
        (await Fixture.Money(order).CloseAsync()).ShouldBeTrue("it is followed");
        (await Fixture.StatusAsync(order)).ShouldBe(OrderStatus.Closing);
        (await Fixture.AttemptsAsync(order)).Single().NextQueryAt.ShouldNotBeNull();
        Fixture.Gateway.OnClose = _ => true;
        await Fixture.Money(order).QueryAsync();
        (await Fixture.StatusAsync(order)).ShouldBe(OrderStatus.Cancelled);
        (await Fixture.AttemptsAsync(order)).Single().NextQueryAt.ShouldBeNull();
    }

    [Fact]
    public async Task An_order_that_was_prepared_and_never_got_an_attempt_closes_at_once()
    {
        var (shard, customer, order) = await Fixture.OrderAsync();
        (await Fixture.Silo.Owner(shard).ApplyAsync(new(order, customer, OrderAction.Prepare))).Outcome.ShouldBe(
            TransitionOutcome.Applied
        );
        await Fixture.Silo.CancelAsync(shard, order, customer);
        (await Fixture.StatusAsync(order)).ShouldBe(OrderStatus.Closing);
        (await Fixture.Money(order).CloseAsync()).ShouldBeTrue();
        (await Fixture.StatusAsync(order)).ShouldBe(OrderStatus.Cancelled);
        Fixture.Gateway.Closed.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_gateway_that_does_not_answer_excuses_the_order_and_one_that_answers_does_not()
    {
        var (_, customer, order) = await Fixture.OrderAsync();
        await Fixture.Money(order).PayAsync(customer);
        (await ExcusedAsync(order)).ShouldBe(0);
        (_, customer, order) = await Fixture.OrderAsync();
        Fixture.Gateway.OnPrepay = _ => Task.FromResult(new PrepayReply(PrepayOutcome.Unknown));
        (await Fixture.Money(order).PayAsync(customer)).Outcome.ShouldBe(PayOutcome.Unknown);
        (await ExcusedAsync(order)).ShouldBe(1);
        (await Fixture.StatusAsync(order)).ShouldBe(OrderStatus.PendingPayment);
    }

    private Task<int> PreparedAsync(OrderId order) => FlagAsync(order, "prepared");

    private Task<int> ExcusedAsync(OrderId order) => FlagAsync(order, "excused");

    private Task<int> FlagAsync(OrderId order, string column) =>
        Fixture.Silo.Fixture.Database.ReadAsync(
            session =>
                session
                    .Sql($"SELECT {column} FROM orders WHERE id = @id")
                    .With("id", order.Value)
                    .FirstAsync(r => r.Int(0)),
            Ct
        );
}

public sealed class SqliteOrderMoneyAttemptTests() : OrderMoneyAttemptContract(LedgerFixture.SqliteAsync);

public sealed class PostgresOrderMoneyAttemptTests() : OrderMoneyAttemptContract(() => LedgerFixture.PostgresAsync());
