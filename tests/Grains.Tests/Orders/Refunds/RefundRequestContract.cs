using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.GrainInterfaces.Orders.Payments;
using FuelGrains.GrainInterfaces.Orders.Refunds;
using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Orders.Gateway;
using FuelGrains.Grains.Orders.Payments;
using FuelGrains.Grains.Orders.Refunds;
using FuelGrains.Grains.Storage;
using FuelGrains.Grains.Tests.Storage;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Orders.Refunds;

/// <summary>Requests for refunds on either store, also when two activations take them at once.</summary>
public abstract class RefundRequestContract(Func<Task<LedgerFixture>> make) : RefundContract(make)
{
    [Fact]
    public async Task Refunds_of_two_activations_never_exceed_the_payment()
    {
        var (shard, customer, order) = await Fixture.PaidAsync();
        await IssuedAsync(shard.ToString(), customer, order);
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 12)
                .Select(i =>
                    i % 2 == 0
                        ? Fixture.Service<RefundIntake>().RequestAsync(order, Staff(7_000))
                        : Fixture.Money(order).RefundAsync(Staff(7_000))
                )
        );
        var refunds = await Fixture.RefundsAsync(order);
        refunds.Length.ShouldBe(answers.Count(a => a.Outcome == RefundOutcome.Done));
        refunds.Length.ShouldBeInRange(1, 2);
        refunds.Select(r => r.OutRefundNo).Distinct().Count().ShouldBe(refunds.Length);
        (await Fixture.PaymentsAsync(order)).Single().RefundFen.ShouldBe(refunds.Sum(r => r.AmountFen));
    }

    [Fact]
    public async Task A_key_that_comes_to_two_activations_at_once_refunds_once()
    {
        var (shard, customer, order) = await Fixture.PaidAsync();
        await IssuedAsync(shard.ToString(), customer, order);
        var command = Staff(100);
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => Fixture.Service<RefundIntake>().RequestAsync(order, command))
        );
        answers.ShouldAllBe(a =>
            a.Outcome == RefundOutcome.Done || a.Outcome == RefundOutcome.Replayed || a.Outcome == RefundOutcome.Retry
        );
        var refund = (await Fixture.RefundsAsync(order)).ShouldHaveSingleItem();
        (await Fixture.Money(order).RefundAsync(command)).Refund!.OutRefundNo.ShouldBe(refund.OutRefundNo);
        (await Fixture.Money(order).RefundAsync(command with { BodyHash = 2 })).Outcome.ShouldBe(
            RefundOutcome.KeyReused
        );
    }

    [Fact]
    public async Task An_unfulfilled_order_is_refunded_whole_and_is_Refunding_first()
    {
        var (_, _, order) = await Fixture.PaidAsync(quantity: 2);
        (await Fixture.Money(order).RefundAsync(Staff(100))).Outcome.ShouldBe(RefundOutcome.NotFulfilled);
        (await Fixture.StatusAsync(order)).ShouldBe(OrderStatus.Paid);
        var whole = await Fixture.Money(order).RefundAsync(Staff(39_800));
        (whole.Outcome, whole.Refund!.Units).ShouldBe((RefundOutcome.Done, 2));
        (await Fixture.StatusAsync(order)).ShouldBe(OrderStatus.Refunding);
    }

    [Fact]
    public async Task A_large_payment_that_was_frozen_after_it_was_kept_is_refunded_by_two_persons_and_not_fulfilled()
    {
        var (shard, customer, order) = await Fixture.PaidAsync(quantity: 3);
        var transaction = (await Fixture.PaymentsAsync(order)).Single().TransactionId;
        await Fixture.Silo.Fixture.Database.WriteAsync(
            session => PaymentTable.FreezeAsync(session, transaction, "a discrepancy"),
            Ct
        );
        var money = Fixture.Money(order);

        var first = (
            await money.DecideFrozenAsync(transaction, release: false, "wang", "discrepancy")
        ).Refund.ShouldNotBeNull();
        first.State.ShouldBe(RefundState.AwaitingApproval);
        (await money.DecideFrozenAsync(transaction, release: false, "li", "again")).Outcome.ShouldBe(
            RefundOutcome.AlreadyDecided
        );
        (await money.DecideFrozenAsync(transaction, release: true, "li", "again")).Outcome.ShouldBe(
            RefundOutcome.Mismatch
        );
        (await money.DecideRefundAsync(first.OutRefundNo, approve: true, "wang")).Outcome.ShouldBe(
            RefundOutcome.SamePerson
        );
        (await money.DecideRefundAsync(first.OutRefundNo, approve: false, "li")).Outcome.ShouldBe(RefundOutcome.Done);
        (await Fixture.PaymentsAsync(order))
            .Single()
            .ShouldSatisfyAllConditions(p => p.State.ShouldBe(PaymentState.Frozen), p => p.RefundFen.ShouldBe(0));

        var second = (
            await money.DecideFrozenAsync(transaction, release: false, "wang", "discrepancy")
        ).Refund.ShouldNotBeNull();
        (await money.DecideRefundAsync(second.OutRefundNo, approve: true, "li")).Outcome.ShouldBe(RefundOutcome.Done);
        (await Fixture.PaymentsAsync(order)).Single().State.ShouldBe(PaymentState.Refunded);
        (await Fixture.StatusAsync(order)).ShouldBe(OrderStatus.Refunding);
        (
            await Fixture
                .Silo.Grains.GetGrain<IOrderOwnerGrain>(shard.ToString())
                .ApplyAsync(new(order, customer, OrderAction.Fulfil))
        ).Outcome.ShouldBe(TransitionOutcome.Rejected);
    }

    [Fact]
    public async Task The_payment_for_a_failed_team_is_refunded_once_and_whole_however_often_the_message_is_delivered()
    {
        var (shard, customer, order) = await Fixture.PaidAsync(quantity: 2);
        var message = new OutboxMessage(Guid.NewGuid(), OutboxKinds.RefundOrder, $"{order}", "", 0);
        var handler = Fixture.Service<RefundOrderHandler>();
        await Should.ThrowAsync<InvalidOperationException>(() => handler.DeliverAsync(message, Ct));
        (
            await Fixture
                .Silo.Grains.GetGrain<IOrderOwnerGrain>(shard.ToString())
                .ApplyAsync(new(order, customer, OrderAction.Refund))
        ).Outcome.ShouldBe(TransitionOutcome.Applied);

        await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(async _ =>
                {
                    // The losing side of a race is refused and delivered again, as the outbox would do.
                    try
                    {
                        await handler.DeliverAsync(message, Ct);
                    }
                    catch (LedgerRefusedException)
                    {
                        await handler.DeliverAsync(message, Ct);
                    }
                })
        );

        var refund = (await Fixture.RefundsAsync(order)).ShouldHaveSingleItem();
        (refund.AmountFen, refund.Units, refund.Cause).ShouldBe((39_800, 2, RefundCause.TeamEnded));
        (await Fixture.CountMessagesAsync(OutboxKinds.SendRefund, refund.OutRefundNo)).ShouldBe(1);
        (await Fixture.PaymentsAsync(order)).Single().RefundFen.ShouldBe(39_800);
        Fixture.Gateway.OnRefund = request => new(RefundProgress.Succeeded, RefundFen: request.RefundFen);
        await Fixture.Money(order).AdvanceRefundAsync(refund.OutRefundNo);
        await Fixture.Service<SettleRefundHandler>().DeliverAsync(message with { Subject = refund.OutRefundNo }, Ct);
        (await Fixture.StatusAsync(order)).ShouldBe(OrderStatus.Refunded);
    }
}

public sealed class SqliteRefundRequestTests() : RefundRequestContract(LedgerFixture.SqliteAsync);

public sealed class PostgresRefundRequestTests() : RefundRequestContract(() => LedgerFixture.PostgresAsync());
