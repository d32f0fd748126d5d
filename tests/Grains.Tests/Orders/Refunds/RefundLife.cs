using System.Collections.Immutable;
using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.GrainInterfaces.Orders.Payments;
using FuelGrains.GrainInterfaces.Orders.Refunds;
using FuelGrains.GrainInterfaces.Orders.Vouchers;
using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Orders.Payments;
using FuelGrains.Grains.Orders.Refunds;
using FuelGrains.Grains.Orders.Vouchers;
using FuelGrains.Grains.Storage;
using FuelGrains.Grains.Tests.Simulation;

namespace FuelGrains.Grains.Tests.Orders.Refunds;

/// <summary>
/// A refund of a whole order against the issue of its vouchers, under a seed: who asks, who approves and who rejects, the outbox and the
/// sweep, a silo that dies or hangs, a database and an owner that lose answers. After 25 seconds all faults end; then money and vouchers
/// must be in one place each.
/// </summary>
internal sealed class RefundLife
{
    private const long PriceFen = 19_900;
    private const int Units = 2;
    private static readonly TimeSpan Faulty = TimeSpan.FromSeconds(25);

    // Longer than the sweep's grace.
    private static readonly TimeSpan Healed = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(5);

    private readonly SeededScheduler _scheduler;
    private readonly SimulatedDatabase _database;
    private readonly SimulatedProcess _world;
    private readonly CampaignId _campaign;
    private readonly OrderId _order;
    private readonly CustomerId _customer = new(Guid.NewGuid());
    private RefundSilo _silo;

    public RefundLife(SeededScheduler scheduler, SimulatedDatabase database, CampaignId campaign, RefundBug bug)
    {
        (_scheduler, _database, _campaign, Bug) = (scheduler, database, campaign, bug);
        (_world, _order) = (new(scheduler), OrderId.New(scheduler.Time));
        AboveFen = scheduler.Chance(0.5) ? Units * PriceFen : Units * PriceFen - 1;
        _silo = StartSilo();
        database.Committed = JudgeCommit;
    }

    public RefundBug Bug { get; }

    /// <summary>The limit of one person, just at the amount or just below.</summary>
    public long AboveFen { get; }

    public void Live()
    {
        _database.Now(InsertAsync);
        if (_scheduler.Chance(0.7))
            (_database.Faults, _silo.Silo.LosesReplies) = (new(0.05, 0.05, 0.1), 0.05);
        _world.Start(AskAsync);
        _world.Start(FulfilAsync);
        _world.Start(() => DecideAsync(approve: true));
        _world.Start(() => DecideAsync(approve: _scheduler.Chance(0.5)));
        _world.Start(() => RepeatAsync(DeliverAsync));
        _world.Start(() => RepeatAsync(SweepAsync));
        if (_scheduler.Chance(0.5))
            _world.Start(FailOverAsync);
        _scheduler.Run(Faulty);
        (_database.Faults, _silo.Silo.LosesReplies) = (DatabaseFaults.None, 0);
        _scheduler.Run(Healed);
        JudgeEnd();
    }

    private RefundSilo StartSilo() => new(_scheduler, _database, () => _silo.Silo, this);

    // The client presses with one key until there is an answer, or gives up.
    private async Task AskAsync()
    {
        await _scheduler.DelayAsync(_scheduler.Between(0, 4));
        var command = new RefundCommand
        {
            KeyHash = Guid.NewGuid(),
            BodyHash = 1,
            Staff = "wang",
            AmountFen = Units * PriceFen,
            Reason = "closed",
        };
        if (Bug == RefundBug.TellsTheOwnerFirst)
            await TryAsync(silo => silo.StopOwnerAsync(_order, _customer), presses: 1);
        await TryAsync(silo => silo.Intake.RequestAsync(_order, command), presses: _scheduler.Random.Next(1, 5));
    }

    private async Task DecideAsync(bool approve)
    {
        await _scheduler.DelayAsync(_scheduler.Between(0, 12));
        foreach (var refund in Refunds().Where(r => r.State == RefundState.AwaitingApproval))
            await TryAsync(silo => silo.Approvals.DecideAsync(refund.OutRefundNo, approve, "li"), presses: 2);
    }

    private async Task FulfilAsync()
    {
        await _scheduler.DelayAsync(_scheduler.Between(0, 8));
        var message = new OutboxMessage(Guid.NewGuid(), OutboxKinds.FulfilOrder, $"{_order}", "", 0);
        await TryAsync(silo => silo.Fulfil.DeliverAsync(message, CancellationToken.None), presses: int.MaxValue);
    }

    private async Task RepeatAsync(Func<Task> step)
    {
        while (true)
        {
            await _scheduler.DelayAsync(_scheduler.Between(1, 4));
            await step();
        }
    }

    private async Task DeliverAsync()
    {
        foreach (var (id, message) in _database.Now(WaitingAsync))
        {
            if (!await TryAsync(silo => silo.DeliverAsync(message), presses: 1))
                continue;
            await TryAsync(
                _ =>
                    _database.WriteAsync(s => s.Sql("DELETE FROM outbox WHERE id = @id").With("id", id).ExecuteAsync()),
                presses: 1
            );
        }
    }

    private async Task SweepAsync()
    {
        var now = _scheduler.Time.GetUtcNow();
        var due = await _database.ReadAsync(session =>
            session
                .Sql("SELECT out_refund_no FROM refunds WHERE order_id = @order AND next_try_at <= @now")
                .With("order", _order.Value)
                .With("now", now)
                .ListAsync(r => r.Text(0))
        );
        foreach (var number in due)
            await TryAsync(silo => silo.Processor.AdvanceAsync(number, CancellationToken.None), presses: 1);
    }

    // The successor acts while the predecessor may still.
    private async Task FailOverAsync()
    {
        await _scheduler.DelayAsync(_scheduler.Between(0, 15));
        var old = _silo.Silo;
        if (_scheduler.Chance(0.5))
            old.Process.Kill();
        _silo = StartSilo();
        _silo.Silo.LosesReplies = old.LosesReplies;
    }

    // False: no try had a definite end.
    private async Task<bool> TryAsync(Func<RefundSilo, Task> work, int presses)
    {
        for (var press = 0; press < presses; press++)
            try
            {
                await InSiloAsync(work);
                return true;
            }
            catch (Exception unknown)
                when (unknown is TimeoutException or InvalidOperationException or LedgerRefusedException)
            {
                await _scheduler.DelayAsync(TimeSpan.FromSeconds(1));
            }
        return false;
    }

    private async Task InSiloAsync(Func<RefundSilo, Task> work)
    {
        var silo = _silo;
        var end = new TaskCompletionSource();
        silo.Silo.Process.Start(async () =>
        {
            try
            {
                await work(silo);
                end.TrySetResult();
            }
#pragma warning disable CA1031 // an error is the caller's to handle, as over the wire
            catch (Exception error)
            {
                end.TrySetException(error);
            }
#pragma warning restore CA1031
        });
        await end.Task.WaitAsync(ResponseTimeout, _scheduler.Time);
    }

    private async Task<int> InsertAsync(LedgerSession session)
    {
        var now = _scheduler.Time.GetUtcNow();
        await session
            .Sql(
                $"""
                INSERT INTO orders (id, campaign_id, customer_id, key_hash, body_hash, amount_fen, created_at, pay_by, quantity, shard,
                    status, cause)
                VALUES (@id, @campaign, @customer, @id, 1, @amount, @now, @now, {Units}, 0, {OrderStatus.Paid:D}, 0)
                """
            )
            .With("id", _order.Value)
            .With("campaign", _campaign.Value)
            .With("customer", _customer.Value)
            .With("amount", Units * PriceFen)
            .With("now", now)
            .ExecuteAsync();
        await PaymentTable.InsertAsync(
            session,
            new($"t{_order}", "n", Units * PriceFen, Units * PriceFen, "CNY", "a", "m", now),
            default,
            now
        );
        return await session
            .Sql(
                $"UPDATE payments SET order_id = @order, state = {PaymentState.Kept:D} WHERE transaction_id = @transaction"
            )
            .With("order", _order.Value)
            .With("transaction", $"t{_order}")
            .ExecuteAsync();
    }

    private Task<ImmutableArray<(Guid, OutboxMessage)>> WaitingAsync(LedgerSession session) =>
        session
            .Sql(
                """
                SELECT id, kind, subject FROM outbox
                WHERE subject IN (SELECT out_refund_no FROM refunds WHERE order_id = @order) ORDER BY id
                """
            )
            .With("order", _order.Value)
            .ListAsync(r => (r.Id(0), new OutboxMessage(r.Id(0), r.Text(1), r.Text(2), "", 0)));

    private ImmutableArray<RefundView> Refunds() => _database.Now(s => RefundTable.OfOrderAsync(s, _order));

    private (OrderStatus Order, PaymentView Payment, ImmutableArray<RefundView> Refunds, int Issued, int Held) Look() =>
        _database.Now(async session =>
        {
            var vouchers = await VoucherQueries.OfOrderAsync(session, _order);
            return (
                await session
                    .Sql("SELECT status FROM orders WHERE id = @id")
                    .With("id", _order.Value)
                    .FirstAsync(r => (OrderStatus)r.Int(0)),
                (await PaymentTable.OfOrderAsync(session, _order)).Single(),
                await RefundTable.OfOrderAsync(session, _order),
                vouchers.Count(v => v.State == VoucherState.Issued),
                vouchers.Count(v => v.State == VoucherState.Held)
            );
        });

    private void JudgeCommit()
    {
        var (order, payment, refunds, issued, _) = Look();
        var going = refunds.Where(r => r.State == RefundState.Stopping || RefundRule.IsAccepted(r)).ToList();
        Judge(
            order is not (OrderStatus.Refunding or OrderStatus.Refunded) || going.Sum(r => r.Units) == Units,
            $"the order is {order} without a refund"
        );
        // A refund of units takes the vouchers. Staff who ask after the issue refund money alone, because they name no voucher.
        Judge(issued == 0 || !refunds.Any(TakesUnits), "the customer has vouchers and the money");
        var reserved = refunds.Where(r => r.State != RefundState.Rejected).Sum(r => r.AmountFen);
        Judge(payment.RefundFen == reserved, $"{payment.RefundFen} fen are reserved for refunds of {reserved}");
    }

    private void JudgeEnd()
    {
        var (order, _, refunds, issued, held) = Look();
        Judge(
            refunds.All(r => r.State is RefundState.Succeeded or RefundState.Rejected or RefundState.AwaitingApproval),
            $"a refund never ends: {string.Join(", ", refunds.Select(r => r.State))}"
        );
        Judge(held == 0, "a voucher is held for ever");
        var isRefunded = refunds.Any(TakesUnits);
        Judge(
            isRefunded
                ? (order, issued) == (OrderStatus.Refunded, 0)
                : (order, issued) == (OrderStatus.Fulfilled, Units),
            $"the order is {order} with {issued} vouchers, refunded: {isRefunded}"
        );
    }

    private static bool TakesUnits(RefundView refund) => RefundRule.IsAccepted(refund) && refund.Units > 0;

    private void Judge(bool holds, string otherwise)
    {
        if (!holds)
            throw new StrandedException($"Seed {_scheduler.Seed}: {otherwise}.");
    }
}

/// <summary>A bug that is planted into a life, so that the judge shows that it sees.</summary>
internal enum RefundBug
{
    None = 0,

    /// <summary>The owner hears of the refund before its row is on disk.</summary>
    TellsTheOwnerFirst = 1,

    /// <summary>The owner stops an order whose vouchers are issued.</summary>
    StopsFulfilled = 2,
}

internal sealed class StrandedException(string message) : Exception(message);
