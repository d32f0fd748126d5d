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

/// <summary>Payments that are reported often, twice or late, on either store, also while two activations of the grain are alive.</summary>
public abstract class OrderMoneyInboxContract(Func<Task<LedgerFixture>> make) : OrderMoneyContract(make)
{
    [Fact]
    public async Task A_payment_that_is_reported_twenty_times_is_recorded_once_and_decided_once()
    {
        var (_, customer, order) = await Fixture.OrderAsync();
        await Fixture.Money(order).PayAsync(customer);
        var paid = ScriptedGateway.Money(MoneyIds.OutTradeNo(order, 1));
        var taken = await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(_ => Fixture.Service<PaymentInbox>().RecordAsync(paid, PaymentSource.Callback))
        );
        taken.Count(t => t.Outcome == RecordOutcome.New).ShouldBe(1);
        taken.ShouldAllBe(t => t.Outcome != RecordOutcome.Contradiction);

        await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(i =>
                    i % 2 == 0
                        ? Fixture.Service<PaymentInbox>().ApplyAsync(paid.TransactionId)
                        : Fixture.Money(order).ApplyAsync(paid.TransactionId)
                )
        );

        // A call that met a busy shard left the payment for later: this call is later.
        await Fixture.Money(order).ApplyAsync(paid.TransactionId);
        (await Fixture.PaymentsAsync(order)).ShouldHaveSingleItem().State.ShouldBe(PaymentState.Kept);
        (await Fixture.StatusAsync(order)).ShouldBe(OrderStatus.Paid);
        (await Fixture.CountMessagesAsync(OutboxKinds.FulfilOrder, $"{order}")).ShouldBe(1);
        (await Fixture.RefundsAsync(order)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Two_payments_decided_at_once_end_as_one_kept_and_one_refunded()
    {
        var (_, customer, order) = await Fixture.OrderAsync();
        await Fixture.Money(order).PayAsync(customer);
        Transaction[] both =
        [
            ScriptedGateway.Money(MoneyIds.OutTradeNo(order, 1)),
            ScriptedGateway.Money(MoneyIds.OutTradeNo(order, 1)),
        ];
        foreach (var paid in both)
            await Fixture.Service<PaymentInbox>().RecordAsync(paid, PaymentSource.Callback);

        await Task.WhenAll(
            both.Concat(both).Select(paid => Fixture.Service<PaymentInbox>().ApplyAsync(paid.TransactionId))
        );
        foreach (var paid in both)
            await Fixture.Service<PaymentInbox>().ApplyAsync(paid.TransactionId);

        (await Fixture.PaymentsAsync(order))
            .Select(p => p.State)
            .Order()
            .ShouldBe([PaymentState.Kept, PaymentState.Refunded]);
        var refund = (await Fixture.RefundsAsync(order)).ShouldHaveSingleItem();
        (refund.Cause, refund.AmountFen, refund.Units).ShouldBe((RefundCause.Double, 19_900L, 0));
        (await Fixture.CountMessagesAsync(OutboxKinds.SendRefund, refund.OutRefundNo)).ShouldBe(1);
    }

    [Fact]
    public async Task A_payment_that_races_the_end_of_closing_is_either_kept_or_refunded()
    {
        for (var round = 0; round < 10; round++)
        {
            var (shard, customer, order) = await Fixture.OrderAsync();
            await Fixture.Money(order).PayAsync(customer);
            await Fixture.Silo.CancelAsync(shard, order, customer);
            var paid = ScriptedGateway.Money(MoneyIds.OutTradeNo(order, 1));
            await Task.WhenAll(
                Fixture.Money(order).CloseAsync(),
                Task.Run(
                    async () =>
                    {
                        await Fixture.Service<PaymentInbox>().RecordAsync(paid, PaymentSource.Callback);
                        await Fixture.Service<PaymentInbox>().ApplyAsync(paid.TransactionId);
                    },
                    Ct
                )
            );
            await Fixture.Money(order).ApplyAsync(paid.TransactionId);
            await Fixture.Money(order).CloseAsync();
            var (status, payment, refunds) = (
                await Fixture.StatusAsync(order),
                (await Fixture.PaymentsAsync(order)).Single(),
                await Fixture.RefundsAsync(order)
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
        var (_, _, order) = await Fixture.PaidAsync();
        var known = (await Fixture.PaymentsAsync(order)).Single();
        var other = ScriptedGateway.Money("another-number", 1, known.TransactionId);
        (await Fixture.Service<PaymentInbox>().RecordAsync(other, PaymentSource.Callback)).Outcome.ShouldBe(
            RecordOutcome.Contradiction
        );
        (await Fixture.PaymentsAsync(order)).Single().ShouldBe(known);
    }
}

public sealed class SqliteOrderMoneyInboxTests() : OrderMoneyInboxContract(LedgerFixture.SqliteAsync);

public sealed class PostgresOrderMoneyInboxTests() : OrderMoneyInboxContract(() => LedgerFixture.PostgresAsync());
