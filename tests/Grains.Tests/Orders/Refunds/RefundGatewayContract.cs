using FuelGrains.GrainInterfaces.Orders.Payments;
using FuelGrains.GrainInterfaces.Orders.Refunds;
using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Orders.Gateway;
using FuelGrains.Grains.Orders.Payments;
using FuelGrains.Grains.Orders.Refunds;
using FuelGrains.Grains.Tests.Storage;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Orders.Refunds;

/// <summary>A refund's way through the gateway on either store: its numbers, its tries and its one end.</summary>
public abstract class RefundGatewayContract(Func<Task<LedgerFixture>> make) : RefundContract(make)
{
    [Fact]
    public async Task Every_try_uses_the_same_number_until_the_gateway_closes_it()
    {
        var (shard, customer, order) = await Fixture.PaidAsync();
        await IssuedAsync(shard.ToString(), customer, order);
        var number = (await Fixture.Money(order).RefundAsync(Staff(100))).Refund!.OutRefundNo;
        Fixture.Gateway.OnRefund = _ => new(RefundProgress.Unknown);
        for (var i = 0; i < 3; i++)
            await Fixture.Money(order).AdvanceRefundAsync(number);
        Fixture.Gateway.Refunds.Select(r => r.OutRefundNo).ShouldBe([number, number, number]);

        Fixture.Gateway.OnRefund = request => new(RefundProgress.Closed, RefundFen: request.RefundFen);
        await Fixture.Money(order).AdvanceRefundAsync(number);

        var refunds = await Fixture.RefundsAsync(order);
        refunds.Select(r => r.State).ShouldBe([RefundState.Closed, RefundState.Pending], ignoreOrder: true);
        var next = refunds.Single(r => r.State == RefundState.Pending);
        next.OutRefundNo.ShouldNotBe(number);
        (await Fixture.CountMessagesAsync(OutboxKinds.SendRefund, next.OutRefundNo)).ShouldBe(1);
        (await Fixture.PaymentsAsync(order)).Single().RefundFen.ShouldBe(100);
    }

    [Fact]
    public async Task A_gateway_that_closes_every_number_ends_in_manual_review()
    {
        var (shard, customer, order) = await Fixture.PaidAsync();
        await IssuedAsync(shard.ToString(), customer, order);
        Fixture.Gateway.OnRefund = request => new(RefundProgress.Closed, RefundFen: request.RefundFen);
        await Fixture.Money(order).RefundAsync(Staff(100));
        for (var i = 0; i < 10; i++)
            foreach (var pending in (await Fixture.RefundsAsync(order)).Where(r => r.State == RefundState.Pending))
                await Fixture.Money(order).AdvanceRefundAsync(pending.OutRefundNo);
        var refunds = await Fixture.RefundsAsync(order);
        refunds.Length.ShouldBe(new RefundOptions().MaxNumbers);
        refunds.Count(r => r.State == RefundState.Abnormal).ShouldBe(1);
    }

    [Fact]
    public async Task A_success_is_settled_once_however_often_it_is_reported()
    {
        var (shard, customer, order) = await Fixture.PaidAsync();
        await IssuedAsync(shard.ToString(), customer, order);
        var number = (await Fixture.Money(order).RefundAsync(Staff(100))).Refund!.OutRefundNo;
        await Fixture.Money(order).AdvanceRefundAsync(number);
        (await Fixture.RefundsAsync(order)).Single().State.ShouldBe(RefundState.Accepted);
        await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(_ =>
                    Fixture.Service<RefundProcessor>().ApplyAsync(new(number, "5030", RefundProgress.Succeeded, 100))
                )
        );
        (await Fixture.RefundsAsync(order)).Single().State.ShouldBe(RefundState.Succeeded);
        (await Fixture.CountMessagesAsync(OutboxKinds.SettleRefund, number)).ShouldBe(1);
        (await Fixture.CountMessagesAsync(OutboxKinds.Notice, $"refunded/{number}")).ShouldBe(1);
        // A refund that has ended stays ended, whatever arrives late.
        await Fixture.Service<RefundProcessor>().ApplyAsync(new(number, "5030", RefundProgress.Abnormal, 100));
        (await Fixture.RefundsAsync(order)).Single().State.ShouldBe(RefundState.Succeeded);
    }

    [Fact]
    public async Task A_frozen_payment_keeps_its_refunds_back_until_staff_decide()
    {
        var (shard, customer, order) = await Fixture.PaidAsync();
        await IssuedAsync(shard.ToString(), customer, order);
        var number = (await Fixture.Money(order).RefundAsync(Staff(100))).Refund!.OutRefundNo;
        var transaction = (await Fixture.PaymentsAsync(order)).Single().TransactionId;
        await Fixture.Silo.Fixture.Database.WriteAsync(
            session => PaymentTable.FreezeAsync(session, transaction, "a discrepancy"),
            Ct
        );
        await Fixture.Money(order).AdvanceRefundAsync(number);
        Fixture.Gateway.Refunds.ShouldBeEmpty();
        (await Fixture.Money(order).RefundAsync(Staff(100))).Outcome.ShouldBe(RefundOutcome.Frozen);

        (
            await Fixture.Money(order).DecideFrozenAsync(transaction, release: true, "wang", "looked at")
        ).Outcome.ShouldBe(RefundOutcome.Done);
        (await Fixture.PaymentsAsync(order)).Single().State.ShouldBe(PaymentState.Kept);
        await Fixture.Money(order).AdvanceRefundAsync(number);
        Fixture.Gateway.Refunds.ShouldHaveSingleItem().OutRefundNo.ShouldBe(number);
    }
}

public sealed class SqliteRefundGatewayTests() : RefundGatewayContract(LedgerFixture.SqliteAsync);

public sealed class PostgresRefundGatewayTests() : RefundGatewayContract(() => LedgerFixture.PostgresAsync());
