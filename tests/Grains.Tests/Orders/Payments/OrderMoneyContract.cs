using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.GrainInterfaces.Orders.Payments;
using FuelGrains.GrainInterfaces.Orders.Refunds;
using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Orders.Gateway;
using FuelGrains.Grains.Orders.Payments;
using FuelGrains.Grains.Tests.Orders.Gateway;
using FuelGrains.Grains.Tests.Storage;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Orders.Payments;

/// <summary>The guarantees of an order's payments on either store, also when two activations of its grain are alive.</summary>
public abstract class OrderMoneyContract(Func<Task<LedgerFixture>> make) : IAsyncLifetime
{
    private MoneyFixture _fixture = null!;

    public async ValueTask InitializeAsync() => _fixture = await MoneyFixture.StartAsync(make);

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task The_gateway_is_asked_only_when_the_order_and_the_attempt_are_on_disk()
    {
        var (_, customer, order) = await _fixture.OrderAsync();
        var seen = 0;
        _fixture.Gateway.OnPrepay = async request =>
        {
            (await _fixture.AttemptsAsync(order)).ShouldHaveSingleItem().OutTradeNo.ShouldBe(request.OutTradeNo);
            (await PreparedAsync(order)).ShouldBe(1);
            seen++;
            return new(PrepayOutcome.Ready, "prepay-1");
        };
        (await _fixture.Money(order).PayAsync(customer)).Outcome.ShouldBe(PayOutcome.Ready);
        seen.ShouldBe(1);
    }

    [Fact]
    public async Task An_unknown_answer_keeps_the_number_and_a_spent_one_takes_the_next()
    {
        var (_, customer, order) = await _fixture.OrderAsync();
        _fixture.Gateway.OnPrepay = _ => Task.FromResult(new PrepayReply(PrepayOutcome.Unknown));
        (await _fixture.Money(order).PayAsync(customer)).Outcome.ShouldBe(PayOutcome.Unknown);
        _fixture.Gateway.OnPrepay = request =>
            Task.FromResult(
                request.OutTradeNo.EndsWith("-1", StringComparison.Ordinal)
                    ? new PrepayReply(PrepayOutcome.Spent)
                    : new(PrepayOutcome.Ready, "prepay-2")
            );
        (await _fixture.Money(order).PayAsync(customer)).Outcome.ShouldBe(PayOutcome.Ready);
        _fixture.Gateway.Prepays.Select(p => p.OutTradeNo[^2..]).ShouldBe(["-1", "-1", "-2"]);
        _fixture.Gateway.Prepays.ShouldAllBe(p => p.AmountFen == 19_900);
    }

    [Fact]
    public async Task An_order_has_a_limited_number_of_attempts()
    {
        var (_, customer, order) = await _fixture.OrderAsync();
        _fixture.Gateway.OnPrepay = _ => Task.FromResult(new PrepayReply(PrepayOutcome.Spent));
        for (var i = 0; i < 30; i++)
        {
            // The query finds each attempt closed, so that the next call needs another one.
            _fixture.Gateway.OnQuery = _ => new(TradeState.Closed);
            await _fixture.Money(order).PayAsync(customer);
            await _fixture.Money(order).QueryAsync();
        }
        (await _fixture.Money(order).PayAsync(customer)).Outcome.ShouldBe(PayOutcome.Refused);
        (await _fixture.AttemptsAsync(order)).Length.ShouldBe(new PaymentOptions().MaxAttempts);
    }

    [Fact]
    public async Task An_order_that_is_cancelled_while_its_payment_is_prepared_is_not_open_rather_than_refused()
    {
        var (shard, customer, order) = await _fixture.OrderAsync();
        _fixture.Gateway.OnPrepay = async _ =>
        {
            await _fixture.Silo.CancelAsync(shard, order, customer);
            return new(PrepayOutcome.Spent);
        };
        var reply = await _fixture.Money(order).PayAsync(customer);
        (reply.Outcome, reply.Status, reply.Cause).ShouldBe(
            (PayOutcome.NotOpen, OrderStatus.Closing, CloseCause.Customer)
        );
    }

    [Fact]
    public async Task A_payment_that_is_reported_twenty_times_is_recorded_once_and_decided_once()
    {
        var (_, customer, order) = await _fixture.OrderAsync();
        await _fixture.Money(order).PayAsync(customer);
        var paid = ScriptedGateway.Money(MoneyIds.OutTradeNo(order, 1));
        var taken = await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(_ => _fixture.Service<PaymentInbox>().RecordAsync(paid, PaymentSource.Callback))
        );
        taken.Count(t => t.Outcome == RecordOutcome.New).ShouldBe(1);
        taken.ShouldAllBe(t => t.Outcome != RecordOutcome.Contradiction);

        await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(i =>
                    i % 2 == 0
                        ? _fixture.Service<PaymentInbox>().ApplyAsync(paid.TransactionId)
                        : _fixture.Money(order).ApplyAsync(paid.TransactionId)
                )
        );

        // A call that met a busy shard left the payment for later: this call is later.
        await _fixture.Money(order).ApplyAsync(paid.TransactionId);
        (await _fixture.PaymentsAsync(order)).ShouldHaveSingleItem().State.ShouldBe(PaymentState.Kept);
        (await _fixture.StatusAsync(order)).ShouldBe(OrderStatus.Paid);
        (await _fixture.CountMessagesAsync(OutboxKinds.FulfilOrder, $"{order}")).ShouldBe(1);
        (await _fixture.RefundsAsync(order)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Two_payments_decided_at_once_end_as_one_kept_and_one_refunded()
    {
        var (_, customer, order) = await _fixture.OrderAsync();
        await _fixture.Money(order).PayAsync(customer);
        Transaction[] both =
        [
            ScriptedGateway.Money(MoneyIds.OutTradeNo(order, 1)),
            ScriptedGateway.Money(MoneyIds.OutTradeNo(order, 1)),
        ];
        foreach (var paid in both)
            await _fixture.Service<PaymentInbox>().RecordAsync(paid, PaymentSource.Callback);

        await Task.WhenAll(
            both.Concat(both).Select(paid => _fixture.Service<PaymentInbox>().ApplyAsync(paid.TransactionId))
        );
        foreach (var paid in both)
            await _fixture.Service<PaymentInbox>().ApplyAsync(paid.TransactionId);

        (await _fixture.PaymentsAsync(order))
            .Select(p => p.State)
            .Order()
            .ShouldBe([PaymentState.Kept, PaymentState.Refunded]);
        var refund = (await _fixture.RefundsAsync(order)).ShouldHaveSingleItem();
        (refund.Cause, refund.AmountFen, refund.Units).ShouldBe((RefundCause.Double, 19_900L, 0));
        (await _fixture.CountMessagesAsync(OutboxKinds.SendRefund, refund.OutRefundNo)).ShouldBe(1);
    }

    [Fact]
    public async Task A_payment_that_races_the_end_of_closing_is_either_kept_or_refunded()
    {
        for (var round = 0; round < 10; round++)
        {
            var (shard, customer, order) = await _fixture.OrderAsync();
            await _fixture.Money(order).PayAsync(customer);
            await _fixture.Silo.CancelAsync(shard, order, customer);
            var paid = ScriptedGateway.Money(MoneyIds.OutTradeNo(order, 1));
            await Task.WhenAll(
                _fixture.Money(order).CloseAsync(),
                Task.Run(
                    async () =>
                    {
                        await _fixture.Service<PaymentInbox>().RecordAsync(paid, PaymentSource.Callback);
                        await _fixture.Service<PaymentInbox>().ApplyAsync(paid.TransactionId);
                    },
                    TestContext.Current.CancellationToken
                )
            );
            await _fixture.Money(order).ApplyAsync(paid.TransactionId);
            await _fixture.Money(order).CloseAsync();
            var (status, payment, refunds) = (
                await _fixture.StatusAsync(order),
                (await _fixture.PaymentsAsync(order)).Single(),
                await _fixture.RefundsAsync(order)
            );
            if (status == OrderStatus.Paid)
                (payment.State, refunds.Length).ShouldBe((PaymentState.Kept, 0));
            else
                (status, payment.State, refunds.Length).ShouldBe((OrderStatus.Cancelled, PaymentState.Refunded, 1));
        }
    }

    [Fact]
    public async Task Two_different_reports_of_one_transaction_raise_an_alarm_and_change_nothing()
    {
        var (_, _, order) = await _fixture.PaidAsync();
        var known = (await _fixture.PaymentsAsync(order)).Single();
        var other = ScriptedGateway.Money("another-number", 1, known.TransactionId);
        (await _fixture.Service<PaymentInbox>().RecordAsync(other, PaymentSource.Callback)).Outcome.ShouldBe(
            RecordOutcome.Contradiction
        );
        (await _fixture.PaymentsAsync(order)).Single().ShouldBe(known);
    }

    [Fact]
    public async Task A_closing_order_stays_on_the_schedule_until_it_is_done()
    {
        var (shard, customer, order) = await _fixture.OrderAsync();
        await _fixture.Money(order).PayAsync(customer);
        await _fixture.Silo.CancelAsync(shard, order, customer);
        _fixture.Gateway.OnClose = _ => false;
        (await _fixture.Money(order).CloseAsync()).ShouldBeTrue("it is followed");
        (await _fixture.StatusAsync(order)).ShouldBe(OrderStatus.Closing);
        (await _fixture.AttemptsAsync(order)).Single().NextQueryAt.ShouldNotBeNull();
        _fixture.Gateway.OnClose = _ => true;
        await _fixture.Money(order).QueryAsync();
        (await _fixture.StatusAsync(order)).ShouldBe(OrderStatus.Cancelled);
        (await _fixture.AttemptsAsync(order)).Single().NextQueryAt.ShouldBeNull();
    }

    [Fact]
    public async Task An_order_that_was_prepared_and_never_got_an_attempt_closes_at_once()
    {
        var (shard, customer, order) = await _fixture.OrderAsync();
        (await _fixture.Silo.Owner(shard).ApplyAsync(new(order, customer, OrderAction.Prepare))).Outcome.ShouldBe(
            TransitionOutcome.Applied
        );
        await _fixture.Silo.CancelAsync(shard, order, customer);
        (await _fixture.StatusAsync(order)).ShouldBe(OrderStatus.Closing);
        (await _fixture.Money(order).CloseAsync()).ShouldBeTrue();
        (await _fixture.StatusAsync(order)).ShouldBe(OrderStatus.Cancelled);
        _fixture.Gateway.Closed.ShouldBeEmpty();
    }

    private Task<int> PreparedAsync(OrderId order) =>
        _fixture.Silo.Fixture.Database.ReadAsync(
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
