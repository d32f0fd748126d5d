using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.GrainInterfaces.Orders.Payments;
using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Orders.Payments;
using FuelGrains.Grains.Tests.Storage;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Orders.Payments;

/// <summary>What an order's money promises on either store, also when two activations of it are alive.</summary>
public abstract class OrderMoneyContract(Func<Task<LedgerFixture>> make) : IAsyncLifetime
{
    private MoneyFixture _bench = null!;

    public async ValueTask InitializeAsync() => _bench = await MoneyFixture.StartAsync(make);

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task The_gateway_is_asked_only_when_the_order_and_the_attempt_are_on_disk()
    {
        var (_, customer, order) = await _bench.OrderAsync();
        var seen = 0;
        _bench.Gateway.OnPrepay = async request =>
        {
            (await _bench.AttemptsAsync(order)).ShouldHaveSingleItem().OutTradeNo.ShouldBe(request.OutTradeNo);
            (await PreparedAsync(order)).ShouldBe(1);
            seen++;
            return new(PrepayOutcome.Ready, "prepay-1");
        };
        (await _bench.Money(order).PayAsync(customer)).Outcome.ShouldBe(PayOutcome.Ready);
        seen.ShouldBe(1);
    }

    [Fact]
    public async Task An_unknown_answer_keeps_the_number_and_a_spent_one_takes_the_next()
    {
        var (_, customer, order) = await _bench.OrderAsync();
        _bench.Gateway.OnPrepay = _ => Task.FromResult(new PrepayReply(PrepayOutcome.Unknown));
        (await _bench.Money(order).PayAsync(customer)).Outcome.ShouldBe(PayOutcome.Unknown);
        _bench.Gateway.OnPrepay = request =>
            Task.FromResult(
                request.OutTradeNo.EndsWith("-1", StringComparison.Ordinal)
                    ? new PrepayReply(PrepayOutcome.Spent)
                    : new(PrepayOutcome.Ready, "prepay-2")
            );
        (await _bench.Money(order).PayAsync(customer)).Outcome.ShouldBe(PayOutcome.Ready);
        _bench.Gateway.Prepays.Select(p => p.OutTradeNo[^2..]).ShouldBe(["-1", "-1", "-2"]);
        _bench.Gateway.Prepays.ShouldAllBe(p => p.AmountFen == 19_900);
    }

    [Fact]
    public async Task No_order_uses_numbers_up_without_end()
    {
        var (_, customer, order) = await _bench.OrderAsync();
        _bench.Gateway.OnPrepay = _ => Task.FromResult(new PrepayReply(PrepayOutcome.Spent));
        for (var i = 0; i < 30; i++)
        {
            // Each is found closed, so that the next call needs another.
            _bench.Gateway.OnQuery = _ => new(TradeState.Closed);
            await _bench.Money(order).PayAsync(customer);
            await _bench.Money(order).QueryAsync();
        }
        (await _bench.Money(order).PayAsync(customer)).Outcome.ShouldBe(PayOutcome.Refused);
        (await _bench.AttemptsAsync(order)).Length.ShouldBe(new PaymentOptions().MaxAttempts);
    }

    [Fact]
    public async Task An_order_that_stops_waiting_while_its_payment_is_prepared_is_told_as_that_and_not_as_refused_by_WeChat()
    {
        var (shard, customer, order) = await _bench.OrderAsync();
        _bench.Gateway.OnPrepay = async _ =>
        {
            await _bench.Silo.CancelAsync(shard, order, customer);
            return new(PrepayOutcome.Spent);
        };
        var reply = await _bench.Money(order).PayAsync(customer);
        (reply.Outcome, reply.Status, reply.Cause).ShouldBe(
            (PayOutcome.NotOpen, OrderStatus.Closing, CloseCause.Customer)
        );
    }

    [Fact]
    public async Task Money_that_is_told_twenty_times_is_taken_once_and_decided_once()
    {
        var (_, customer, order) = await _bench.OrderAsync();
        await _bench.Money(order).PayAsync(customer);
        var paid = ScriptedGateway.Money(MoneyIds.OutTradeNo(order, 1));
        var taken = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => _bench.OtherInbox().TakeAsync(paid, PaymentSource.Callback))
        );
        taken.Count(t => t.Result == TakeResult.Fresh).ShouldBe(1);
        taken.ShouldAllBe(t => t.Result != TakeResult.Contradiction);

        await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(i =>
                    i % 2 == 0
                        ? _bench.OtherInbox().ApplyAsync(paid.TransactionId)
                        : _bench.Money(order).ApplyAsync(paid.TransactionId)
                )
        );

        // Whoever met a shard that was busy says "later": later it is.
        await _bench.Money(order).ApplyAsync(paid.TransactionId);
        (await _bench.PaymentsAsync(order)).ShouldHaveSingleItem().State.ShouldBe(PaymentState.Kept);
        (await _bench.StatusAsync(order)).ShouldBe(OrderStatus.Paid);
        (await _bench.EffectsAsync(OutboxKinds.FulfilOrder, $"{order}")).ShouldBe(1);
        (await _bench.RefundsAsync(order)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_two_payments_decided_at_once_one_is_kept_and_one_goes_back()
    {
        var (_, customer, order) = await _bench.OrderAsync();
        await _bench.Money(order).PayAsync(customer);
        Transaction[] both =
        [
            ScriptedGateway.Money(MoneyIds.OutTradeNo(order, 1)),
            ScriptedGateway.Money(MoneyIds.OutTradeNo(order, 1)),
        ];
        foreach (var paid in both)
            await _bench.OtherInbox().TakeAsync(paid, PaymentSource.Callback);

        await Task.WhenAll(both.Concat(both).Select(paid => _bench.OtherInbox().ApplyAsync(paid.TransactionId)));
        foreach (var paid in both)
            await _bench.OtherInbox().ApplyAsync(paid.TransactionId);

        (await _bench.PaymentsAsync(order))
            .Select(p => p.State)
            .Order()
            .ShouldBe([PaymentState.Kept, PaymentState.GivenBack]);
        var refund = (await _bench.RefundsAsync(order)).ShouldHaveSingleItem();
        (refund.Cause, refund.AmountFen, refund.Units).ShouldBe((RefundCause.Double, 19_900L, 0));
        (await _bench.EffectsAsync(OutboxKinds.SendRefund, refund.OutRefundNo)).ShouldBe(1);
    }

    [Fact]
    public async Task A_payment_that_races_the_end_of_closing_is_kept_or_goes_back_never_both_and_never_neither()
    {
        for (var round = 0; round < 10; round++)
        {
            var (shard, customer, order) = await _bench.OrderAsync();
            await _bench.Money(order).PayAsync(customer);
            await _bench.Silo.CancelAsync(shard, order, customer);
            var paid = ScriptedGateway.Money(MoneyIds.OutTradeNo(order, 1));
            await Task.WhenAll(
                _bench.Money(order).CloseAsync(),
                Task.Run(
                    async () =>
                    {
                        await _bench.OtherInbox().TakeAsync(paid, PaymentSource.Callback);
                        await _bench.OtherInbox().ApplyAsync(paid.TransactionId);
                    },
                    TestContext.Current.CancellationToken
                )
            );
            await _bench.Money(order).ApplyAsync(paid.TransactionId);
            await _bench.Money(order).CloseAsync();
            var (status, payment, refunds) = (
                await _bench.StatusAsync(order),
                (await _bench.PaymentsAsync(order)).Single(),
                await _bench.RefundsAsync(order)
            );
            if (status == OrderStatus.Paid)
                (payment.State, refunds.Length).ShouldBe((PaymentState.Kept, 0));
            else
                (status, payment.State, refunds.Length).ShouldBe((OrderStatus.Cancelled, PaymentState.GivenBack, 1));
        }
    }

    [Fact]
    public async Task WeChat_saying_two_things_of_one_transaction_is_an_alarm_and_changes_nothing()
    {
        var (_, _, order) = await _bench.PaidAsync();
        var known = (await _bench.PaymentsAsync(order)).Single();
        var other = ScriptedGateway.Money("another-number", 1, known.TransactionId);
        (await _bench.OtherInbox().TakeAsync(other, PaymentSource.Callback)).Result.ShouldBe(TakeResult.Contradiction);
        (await _bench.PaymentsAsync(order)).Single().ShouldBe(known);
    }

    [Fact]
    public async Task A_closing_order_stays_on_the_schedule_until_it_is_done()
    {
        var (shard, customer, order) = await _bench.OrderAsync();
        await _bench.Money(order).PayAsync(customer);
        await _bench.Silo.CancelAsync(shard, order, customer);
        _bench.Gateway.OnClose = _ => false;
        (await _bench.Money(order).CloseAsync()).ShouldBeTrue("it is followed");
        (await _bench.StatusAsync(order)).ShouldBe(OrderStatus.Closing);
        (await _bench.AttemptsAsync(order)).Single().NextQueryAt.ShouldNotBeNull();
        _bench.Gateway.OnClose = _ => true;
        await _bench.Money(order).QueryAsync();
        (await _bench.StatusAsync(order)).ShouldBe(OrderStatus.Cancelled);
        (await _bench.AttemptsAsync(order)).Single().NextQueryAt.ShouldBeNull();
    }

    [Fact]
    public async Task An_order_that_was_prepared_and_never_got_an_attempt_closes_at_once()
    {
        var (shard, customer, order) = await _bench.OrderAsync();
        (await _bench.Silo.Owner(shard).ApplyAsync(new(order, customer, OrderAction.Prepare))).Outcome.ShouldBe(
            TransitionOutcome.Applied
        );
        await _bench.Silo.CancelAsync(shard, order, customer);
        (await _bench.StatusAsync(order)).ShouldBe(OrderStatus.Closing);
        (await _bench.Money(order).CloseAsync()).ShouldBeTrue();
        (await _bench.StatusAsync(order)).ShouldBe(OrderStatus.Cancelled);
        _bench.Gateway.Closed.ShouldBeEmpty();
    }

    private Task<int> PreparedAsync(OrderId order) =>
        _bench.Silo.Fixture.Database.ReadAsync(
            session =>
                session
                    .Sql("SELECT prepared FROM orders WHERE id = @id")
                    .With("id", order.Value)
                    .FirstAsync(r => r.Int(0)),
            TestContext.Current.CancellationToken
        );
}

public sealed class SqliteOrderMoneyTests() : OrderMoneyContract(LedgerFixture.SqliteAsync);

public sealed class PostgresOrderMoneyTests() : OrderMoneyContract(() => LedgerFixture.PostgresAsync());
