using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.GrainInterfaces.Orders.Payments;
using FuelGrains.GrainInterfaces.Orders.Refunds;
using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Orders.Gateway;
using FuelGrains.Grains.Orders.Payments;
using FuelGrains.Grains.Orders.Refunds;
using FuelGrains.Grains.Storage;
using FuelGrains.Grains.Tests.Orders.Payments;
using FuelGrains.Grains.Tests.Storage;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Orders.Refunds;

/// <summary>The guarantees of refunds on either store, also when two activations take requests.</summary>
public abstract class RefundContract(Func<Task<LedgerFixture>> make) : IAsyncLifetime
{
    private MoneyFixture _fixture = null!;

    public async ValueTask InitializeAsync() => _fixture = await MoneyFixture.StartAsync(make);

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Refunds_of_two_activations_never_exceed_the_payment()
    {
        var (shard, customer, order) = await _fixture.PaidAsync();
        await IssuedAsync(shard.ToString(), customer, order);
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 12)
                .Select(i =>
                    i % 2 == 0
                        ? _fixture.Service<RefundIntake>().RequestAsync(order, Staff(7_000))
                        : _fixture.Money(order).RefundAsync(Staff(7_000))
                )
        );
        var refunds = await _fixture.RefundsAsync(order);
        refunds.Length.ShouldBe(answers.Count(a => a.Outcome == RefundOutcome.Done));
        refunds.Length.ShouldBeInRange(1, 2);
        refunds.Select(r => r.OutRefundNo).Distinct().Count().ShouldBe(refunds.Length);
        (await _fixture.PaymentsAsync(order)).Single().RefundFen.ShouldBe(refunds.Sum(r => r.AmountFen));
    }

    [Fact]
    public async Task A_key_that_comes_to_two_activations_at_once_refunds_once()
    {
        var (shard, customer, order) = await _fixture.PaidAsync();
        await IssuedAsync(shard.ToString(), customer, order);
        var command = Staff(100);
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => _fixture.Service<RefundIntake>().RequestAsync(order, command))
        );
        answers.ShouldAllBe(a =>
            a.Outcome == RefundOutcome.Done || a.Outcome == RefundOutcome.Replayed || a.Outcome == RefundOutcome.Retry
        );
        var refund = (await _fixture.RefundsAsync(order)).ShouldHaveSingleItem();
        (await _fixture.Money(order).RefundAsync(command)).Refund!.OutRefundNo.ShouldBe(refund.OutRefundNo);
        (await _fixture.Money(order).RefundAsync(command with { BodyHash = 2 })).Outcome.ShouldBe(
            RefundOutcome.KeyReused
        );
    }

    [Fact]
    public async Task An_unfulfilled_order_is_refunded_whole_and_is_Refunding_first()
    {
        var (_, _, order) = await _fixture.PaidAsync(quantity: 2);
        (await _fixture.Money(order).RefundAsync(Staff(100))).Outcome.ShouldBe(RefundOutcome.NotFulfilled);
        (await _fixture.StatusAsync(order)).ShouldBe(OrderStatus.Paid);
        var whole = await _fixture.Money(order).RefundAsync(Staff(39_800));
        (whole.Outcome, whole.Refund!.Units).ShouldBe((RefundOutcome.Done, 2));
        (await _fixture.StatusAsync(order)).ShouldBe(OrderStatus.Refunding);
    }

    [Fact]
    public async Task Every_try_uses_the_same_number_until_the_gateway_closes_it()
    {
        var (shard, customer, order) = await _fixture.PaidAsync();
        await IssuedAsync(shard.ToString(), customer, order);
        var number = (await _fixture.Money(order).RefundAsync(Staff(100))).Refund!.OutRefundNo;
        _fixture.Gateway.OnRefund = _ => new(RefundProgress.Unknown);
        for (var i = 0; i < 3; i++)
            await _fixture.Money(order).AdvanceRefundAsync(number);
        _fixture.Gateway.Refunds.Select(r => r.OutRefundNo).ShouldBe([number, number, number]);

        _fixture.Gateway.OnRefund = request => new(RefundProgress.Closed, RefundFen: request.RefundFen);
        await _fixture.Money(order).AdvanceRefundAsync(number);

        var refunds = await _fixture.RefundsAsync(order);
        refunds.Select(r => r.State).ShouldBe([RefundState.Closed, RefundState.Pending], ignoreOrder: true);
        var next = refunds.Single(r => r.State == RefundState.Pending);
        next.OutRefundNo.ShouldNotBe(number);
        (await _fixture.CountMessagesAsync(OutboxKinds.SendRefund, next.OutRefundNo)).ShouldBe(1);
        (await _fixture.PaymentsAsync(order)).Single().RefundFen.ShouldBe(100);
    }

    [Fact]
    public async Task A_gateway_that_closes_every_number_ends_in_manual_review()
    {
        var (shard, customer, order) = await _fixture.PaidAsync();
        await IssuedAsync(shard.ToString(), customer, order);
        _fixture.Gateway.OnRefund = request => new(RefundProgress.Closed, RefundFen: request.RefundFen);
        await _fixture.Money(order).RefundAsync(Staff(100));
        for (var i = 0; i < 10; i++)
            foreach (var pending in (await _fixture.RefundsAsync(order)).Where(r => r.State == RefundState.Pending))
                await _fixture.Money(order).AdvanceRefundAsync(pending.OutRefundNo);
        var refunds = await _fixture.RefundsAsync(order);
        refunds.Length.ShouldBe(new RefundOptions().MaxNumbers);
        refunds.Count(r => r.State == RefundState.Abnormal).ShouldBe(1);
    }

    [Fact]
    public async Task A_success_is_settled_once_however_often_it_is_reported()
    {
        var (shard, customer, order) = await _fixture.PaidAsync();
        await IssuedAsync(shard.ToString(), customer, order);
        var number = (await _fixture.Money(order).RefundAsync(Staff(100))).Refund!.OutRefundNo;
        await _fixture.Money(order).AdvanceRefundAsync(number);
        (await _fixture.RefundsAsync(order)).Single().State.ShouldBe(RefundState.Accepted);
        await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(_ =>
                    _fixture.Service<RefundProcessor>().ApplyAsync(new(number, "5030", RefundProgress.Succeeded, 100))
                )
        );
        (await _fixture.RefundsAsync(order)).Single().State.ShouldBe(RefundState.Succeeded);
        (await _fixture.CountMessagesAsync(OutboxKinds.SettleRefund, number)).ShouldBe(1);
        (await _fixture.CountMessagesAsync(OutboxKinds.Notice, $"refunded/{number}")).ShouldBe(1);
        // A refund that has ended stays ended, whatever arrives late.
        await _fixture.Service<RefundProcessor>().ApplyAsync(new(number, "5030", RefundProgress.Abnormal, 100));
        (await _fixture.RefundsAsync(order)).Single().State.ShouldBe(RefundState.Succeeded);
    }

    [Fact]
    public async Task A_large_payment_that_was_frozen_after_it_was_kept_is_refunded_by_two_persons_and_not_fulfilled()
    {
        var (shard, customer, order) = await _fixture.PaidAsync(quantity: 3);
        var transaction = (await _fixture.PaymentsAsync(order)).Single().TransactionId;
        await _fixture.Silo.Fixture.Database.WriteAsync(
            session => PaymentTable.FreezeAsync(session, transaction, "a discrepancy"),
            TestContext.Current.CancellationToken
        );
        var money = _fixture.Money(order);

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
        (await _fixture.PaymentsAsync(order))
            .Single()
            .ShouldSatisfyAllConditions(p => p.State.ShouldBe(PaymentState.Frozen), p => p.RefundFen.ShouldBe(0));

        var second = (
            await money.DecideFrozenAsync(transaction, release: false, "wang", "discrepancy")
        ).Refund.ShouldNotBeNull();
        (await money.DecideRefundAsync(second.OutRefundNo, approve: true, "li")).Outcome.ShouldBe(RefundOutcome.Done);
        (await _fixture.PaymentsAsync(order)).Single().State.ShouldBe(PaymentState.Refunded);
        (await _fixture.StatusAsync(order)).ShouldBe(OrderStatus.Refunding);
        (
            await _fixture
                .Silo.Grains.GetGrain<IOrderOwnerGrain>(shard.ToString())
                .ApplyAsync(new(order, customer, OrderAction.Fulfil))
        ).Outcome.ShouldBe(TransitionOutcome.Rejected);
    }

    [Fact]
    public async Task A_frozen_payment_keeps_its_refunds_back_until_staff_decide()
    {
        var (shard, customer, order) = await _fixture.PaidAsync();
        await IssuedAsync(shard.ToString(), customer, order);
        var number = (await _fixture.Money(order).RefundAsync(Staff(100))).Refund!.OutRefundNo;
        var transaction = (await _fixture.PaymentsAsync(order)).Single().TransactionId;
        await _fixture.Silo.Fixture.Database.WriteAsync(
            session => PaymentTable.FreezeAsync(session, transaction, "a discrepancy"),
            TestContext.Current.CancellationToken
        );
        await _fixture.Money(order).AdvanceRefundAsync(number);
        _fixture.Gateway.Refunds.ShouldBeEmpty();
        (await _fixture.Money(order).RefundAsync(Staff(100))).Outcome.ShouldBe(RefundOutcome.Frozen);

        (
            await _fixture.Money(order).DecideFrozenAsync(transaction, release: true, "wang", "looked at")
        ).Outcome.ShouldBe(RefundOutcome.Done);
        (await _fixture.PaymentsAsync(order)).Single().State.ShouldBe(PaymentState.Kept);
        await _fixture.Money(order).AdvanceRefundAsync(number);
        _fixture.Gateway.Refunds.ShouldHaveSingleItem().OutRefundNo.ShouldBe(number);
    }

    [Fact]
    public async Task The_payment_for_a_failed_team_is_refunded_once_and_whole_however_often_the_message_is_delivered()
    {
        var (shard, customer, order) = await _fixture.PaidAsync(quantity: 2);
        var message = new OutboxMessage(Guid.NewGuid(), OutboxKinds.RefundOrder, $"{order}", "", 0);
        var handler = _fixture.Service<RefundOrderHandler>();
        await Should.ThrowAsync<InvalidOperationException>(() =>
            handler.DeliverAsync(message, TestContext.Current.CancellationToken)
        );
        (
            await _fixture
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
                        await handler.DeliverAsync(message, TestContext.Current.CancellationToken);
                    }
                    catch (LedgerRefusedException)
                    {
                        await handler.DeliverAsync(message, TestContext.Current.CancellationToken);
                    }
                })
        );

        var refund = (await _fixture.RefundsAsync(order)).ShouldHaveSingleItem();
        (refund.AmountFen, refund.Units, refund.Cause).ShouldBe((39_800, 2, RefundCause.TeamEnded));
        (await _fixture.CountMessagesAsync(OutboxKinds.SendRefund, refund.OutRefundNo)).ShouldBe(1);
        (await _fixture.PaymentsAsync(order)).Single().RefundFen.ShouldBe(39_800);
        _fixture.Gateway.OnRefund = request => new(RefundProgress.Succeeded, RefundFen: request.RefundFen);
        await _fixture.Money(order).AdvanceRefundAsync(refund.OutRefundNo);
        await _fixture
            .Service<SettleRefundHandler>()
            .DeliverAsync(message with { Subject = refund.OutRefundNo }, TestContext.Current.CancellationToken);
        (await _fixture.StatusAsync(order)).ShouldBe(OrderStatus.Refunded);
    }

    private static RefundCommand Staff(long amountFen) =>
        new()
        {
            KeyHash = Guid.NewGuid(),
            BodyHash = 1,
            Staff = "wang",
            AmountFen = amountFen,
            Reason = "complaint",
        };

    // The order's voucher is used up: staff can refund money, but no voucher.
    private async Task IssuedAsync(string shard, CustomerId customer, OrderId order)
    {
        (
            await _fixture
                .Silo.Grains.GetGrain<IOrderOwnerGrain>(shard)
                .ApplyAsync(new(order, customer, OrderAction.Fulfil))
        ).Outcome.ShouldBe(TransitionOutcome.Applied);
        var now = _fixture.Silo.Time.Now;
        await _fixture.Silo.Fixture.Database.WriteAsync(
            session =>
                session
                    .Sql(
                        """
                        INSERT INTO vouchers (id, order_id, unit, customer_id, product_id, title, kind, grade, volume_ml,
                            remaining_ml, value_fen, threshold_fen, price_fen, stations, code_index, code_sealed, state,
                            cause, holder, valid_from, valid_to, issued_at, changed_at, revision)
                        VALUES (@id, @order, 0, @customer, @id, 't', 2, '', 0,
                            0, 0, 0, 19900, '', @id, 'x', 2,
                            0, 'redemption/1', @now, @now, @now, @now, 1)
                        """
                    )
                    .With("id", Guid.NewGuid())
                    .With("order", order.Value)
                    .With("customer", customer.Value)
                    .With("now", now)
                    .ExecuteAsync(),
            TestContext.Current.CancellationToken
        );
    }
}

public sealed class SqliteRefundTests() : RefundContract(LedgerFixture.SqliteAsync);

public sealed class PostgresRefundTests() : RefundContract(() => LedgerFixture.PostgresAsync());
