using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.GrainInterfaces.Orders.Payments;
using FuelGrains.GrainInterfaces.Orders.Refunds;
using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Orders.Payments;
using FuelGrains.Grains.Tests.Campaigns.Stock;
using FuelGrains.Grains.Tests.Storage;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Orders.Refunds;

/// <summary>A refund of everything before the vouchers are issued, with an order's owner that does not answer, on either store.</summary>
public abstract class OrderStopContract(Func<Task<LedgerFixture>> make) : RefundContract(make)
{
    [Fact]
    public async Task A_refund_whose_order_could_not_be_stopped_yet_is_on_disk_and_goes_on_later()
    {
        var (_, _, order) = await Fixture.PaidAsync();
        var refund = await AskWhileOwnerIsAwayAsync(order);
        (await Fixture.StatusAsync(order)).ShouldBe(OrderStatus.Paid);
        (await Fixture.CountMessagesAsync(OutboxKinds.SendRefund, refund.OutRefundNo)).ShouldBe(1);
        Fixture.Gateway.Refunds.ShouldBeEmpty();

        await Fixture.Money(order).AdvanceRefundAsync(refund.OutRefundNo);

        (await Fixture.StatusAsync(order)).ShouldBe(OrderStatus.Refunding);
        (await OnlyRefundAsync(order)).State.ShouldBe(RefundState.Accepted);
    }

    [Fact]
    public async Task A_refund_that_the_vouchers_overtook_is_rejected_and_the_order_stays_fulfilled()
    {
        var (shard, customer, order) = await Fixture.PaidAsync();
        var command = Staff(19_900);
        var refund = await AskWhileOwnerIsAwayAsync(order, command);
        await IssuedAsync(shard.ToString(), customer, order);

        await Fixture.Money(order).AdvanceRefundAsync(refund.OutRefundNo);

        var rejected = await OnlyRefundAsync(order);
        (rejected.State, rejected.CameTooLate).ShouldBe((RefundState.Rejected, true));
        (await Fixture.StatusAsync(order)).ShouldBe(OrderStatus.Fulfilled);
        (await Fixture.PaymentsAsync(order)).Single().RefundFen.ShouldBe(0);
        Fixture.Gateway.Refunds.ShouldBeEmpty();
        (await Fixture.Money(order).RefundAsync(command)).Outcome.ShouldBe(RefundOutcome.FulfilledFirst);
        (await Fixture.Money(order).RefundAsync(Staff(100))).Outcome.ShouldBe(RefundOutcome.Done);
    }

    [Fact]
    public async Task A_rejection_after_an_approval_that_failed_halfway_changes_nothing()
    {
        var (_, _, order) = await Fixture.PaidAsync(quantity: 3);
        var asked = (await Fixture.Money(order).RefundAsync(Staff(59_700))).Refund.ShouldNotBeNull();
        asked.State.ShouldBe(RefundState.AwaitingApproval);
        Fixture.Silo.Ledger.NextFaults.Enqueue(LedgerFault.ThrowsBefore);
        (
            await Fixture.Money(order).DecideRefundAsync(asked.OutRefundNo, approve: true, "li")
        ).ShouldSatisfyAllConditions(
            a => a.Outcome.ShouldBe(RefundOutcome.Done),
            a => a.Refund!.State.ShouldBe(RefundState.Stopping)
        );

        (await Fixture.Money(order).DecideRefundAsync(asked.OutRefundNo, approve: false, "zhao")).Outcome.ShouldBe(
            RefundOutcome.AlreadyDecided
        );

        await Fixture.Money(order).AdvanceRefundAsync(asked.OutRefundNo);
        (await Fixture.StatusAsync(order)).ShouldBe(OrderStatus.Refunding);
        (await OnlyRefundAsync(order)).State.ShouldBe(RefundState.Accepted);
    }

    [Fact]
    public async Task A_frozen_payment_whose_refund_the_vouchers_overtook_is_frozen_again()
    {
        var (shard, customer, order) = await Fixture.PaidAsync();
        var transaction = (await Fixture.PaymentsAsync(order)).Single().TransactionId;
        await Fixture.Silo.Fixture.Database.WriteAsync(
            session => PaymentTable.FreezeAsync(session, transaction, "a discrepancy"),
            Ct
        );
        Fixture.Silo.Ledger.NextFaults.Enqueue(LedgerFault.ThrowsBefore);
        var refund = (
            await Fixture.Money(order).DecideFrozenAsync(transaction, release: false, "wang", "discrepancy")
        ).Refund.ShouldNotBeNull();
        refund.State.ShouldBe(RefundState.Stopping);
        (await Fixture.Money(order).DecideFrozenAsync(transaction, release: true, "li", "again")).Outcome.ShouldBe(
            RefundOutcome.AlreadyDecided
        );
        await IssuedAsync(shard.ToString(), customer, order);

        await Fixture.Money(order).AdvanceRefundAsync(refund.OutRefundNo);

        var payment = (await Fixture.PaymentsAsync(order)).Single();
        (payment.State, payment.RefundFen).ShouldBe((PaymentState.Frozen, 0L));
        (await Fixture.StatusAsync(order)).ShouldBe(OrderStatus.Fulfilled);
    }

    private async Task<RefundView> AskWhileOwnerIsAwayAsync(OrderId order, RefundCommand? command = null)
    {
        Fixture.Silo.Ledger.NextFaults.Enqueue(LedgerFault.ThrowsBefore);
        var answer = await Fixture.Money(order).RefundAsync(command ?? Staff(19_900));
        answer.Outcome.ShouldBe(RefundOutcome.Done);
        answer.Refund!.State.ShouldBe(RefundState.Stopping);
        return answer.Refund;
    }

    private async Task<RefundView> OnlyRefundAsync(OrderId order) =>
        (await Fixture.RefundsAsync(order)).ShouldHaveSingleItem();
}

public sealed class SqliteOrderStopTests() : OrderStopContract(LedgerFixture.SqliteAsync);

public sealed class PostgresOrderStopTests() : OrderStopContract(() => LedgerFixture.PostgresAsync());
