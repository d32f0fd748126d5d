using System.Collections.Immutable;
using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Ops;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.Grains.Ops.Reconciliation;
using FuelGrains.Grains.Storage;
using FuelGrains.Grains.Tests.Campaigns;
using FuelGrains.Grains.Tests.Campaigns.Stock;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Ops.Reconciliation;

/// <summary>A silo with a sound ledger, ways to damage the ledger, and its reconciliation.</summary>
internal sealed class ReconciliationFixture(SiloOnLedger silo, ReconciliationOptions? options = null) : IDisposable
{
    private readonly ReconciliationService _watch = new(
        silo.Fixture.Database,
        silo.Grains,
        Options.Create(options ?? new() { TakeOverAfter = TimeSpan.Zero }),
        silo.Time,
        NullLogger<ReconciliationService>.Instance
    );

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ReconciliationService Watch => _watch;

    /// <summary>A run a minute later.</summary>
    public async Task<ReconciliationReport> RunAsync()
    {
        silo.Time.Now = silo.Time.Now.AddMinutes(1);
        return (await _watch.RunWhenDueAsync(Ct)).ShouldNotBeNull();
    }

    /// <summary>An order that was bought, paid and fulfilled as the product does it.</summary>
    public async Task<SoldOrder> SellAsync(StockShardKey key, int quantity = 1)
    {
        var customer = OpenShard.Somebody();
        var held = await silo.BuyAsync(key, OpenShard.Request(customer, quantity));
        held.Outcome.ShouldBe(HoldOutcome.Held);
        return await FinishAsync(key, held, customer, quantity);
    }

    /// <summary>
    /// Money comes, the order is confirmed, the money is kept for it, its vouchers are issued, it is fulfilled: each in its own commit.
    /// </summary>
    public async Task<SoldOrder> FinishAsync(StockShardKey key, HoldReply held, CustomerId customer, int quantity)
    {
        var sold = new SoldOrder(held.Order, customer, $"T{Guid.NewGuid():N}", quantity, held.AmountFen);
        var owner = silo.Grains.GetGrain<IOrderOwnerGrain>(key.ToString());
        await DoneAsync(() => owner.ApplyAsync(new(sold.Id, customer, OrderAction.Prepare)));
        await PayAsync(sold, state: 1);
        await DoneAsync(() => owner.ApplyAsync(new(sold.Id, customer, OrderAction.Confirm)));
        await SqlAsync("UPDATE payments SET state = 2 WHERE transaction_id = @id", ("id", sold.Transaction));
        await IssueAsync(sold);
        await DoneAsync(() => owner.ApplyAsync(new(sold.Id, customer, OrderAction.Fulfil)));
        return sold;
    }

    /// <summary>The customer prepared a payment and left: the order closes.</summary>
    public async Task PrepareAndLeaveAsync(StockShardKey key, OrderId order, CustomerId customer)
    {
        var owner = silo.Grains.GetGrain<IOrderOwnerGrain>(key.ToString());
        await DoneAsync(() => owner.ApplyAsync(new(order, customer, OrderAction.Prepare)));
        await DoneAsync(() => owner.ApplyAsync(new(order, customer, OrderAction.Release, CloseCause.Customer)));
    }

    /// <summary>The gateway's word: the whole amount is back.</summary>
    public async Task RefundAsync(StockShardKey key, SoldOrder sold)
    {
        var owner = silo.Grains.GetGrain<IOrderOwnerGrain>(key.ToString());
        await silo.Fixture.Database.WriteAsync(
            async session =>
            {
                await session
                    .Sql("UPDATE payments SET refund_fen = refund_fen + @amount WHERE transaction_id = @id")
                    .With("amount", sold.AmountFen)
                    .With("id", sold.Transaction)
                    .ExecuteAsync();
                await AddRefundAsync(session, sold, sold.AmountFen, state: 1);
                return await session
                    .Sql("UPDATE vouchers SET state = 4, holder = @holder WHERE order_id = @order")
                    .With("holder", $"refund/R{sold.Transaction}")
                    .With("order", sold.Id.Value)
                    .ExecuteAsync();
            },
            Ct
        );
        // The refund's row is on disk first, as the product writes it.
        await DoneAsync(() => owner.ApplyAsync(new(sold.Id, sold.Customer, OrderAction.Refund)));
        await SqlAsync("UPDATE refunds SET state = 3 WHERE transaction_id = @id", ("id", sold.Transaction));
        await DoneAsync(() =>
            owner.ApplyAsync(new(sold.Id, sold.Customer, OrderAction.ReturnUnits, Units: sold.Quantity))
        );
    }

    public Task PayAsync(SoldOrder sold, int state) =>
        silo.Fixture.Database.WriteAsync(
            session =>
                session
                    .Sql(
                        """
                        INSERT INTO payments (transaction_id, out_trade_no, order_id, amount_fen, payer_fen, currency, app_id,
                            merchant_id, state, source, refund_fen, paid_at, received_at, tries)
                        VALUES (@id, @id, @order, @amount, @amount, 'CNY', 'app', 'merchant', @state, 0, 0, @now, @now, 0)
                        """
                    )
                    .With("id", sold.Transaction)
                    .With("order", sold.Id.Value)
                    .With("amount", sold.AmountFen)
                    .With("state", state)
                    .With("now", silo.Time.Now)
                    .ExecuteAsync(),
            Ct
        );

    public Task AddRefundAsync(LedgerSession session, SoldOrder sold, long amountFen, int state) =>
        session
            .Sql(
                """
                INSERT INTO refunds (out_refund_no, transaction_id, order_id, amount_fen, payer_fen, units, cause, state, reason, asked_by,
                    created_at, updated_at, tries)
                VALUES (@no, @transaction, @order, @amount, @amount, 0, 0, @state, 'test', 'test', @now, @now, 0)
                """
            )
            .With("no", $"R{sold.Transaction}")
            .With("transaction", sold.Transaction)
            .With("order", sold.Id.Value)
            .With("amount", amountFen)
            .With("state", state)
            .With("now", silo.Time.Now)
            .ExecuteAsync();

    public Task<int> SqlAsync(string sql, params (string Name, object? Value)[] values) =>
        silo.Fixture.Database.WriteAsync(
            session =>
                values
                    .Aggregate(session.Sql(sql), (command, value) => command.With(value.Name, value.Value))
                    .ExecuteAsync(),
            Ct
        );

    public Task<int> PaymentStateAsync(SoldOrder sold) =>
        silo.Fixture.Database.ReadAsync(
            session =>
                session
                    .Sql("SELECT state FROM payments WHERE transaction_id = @id")
                    .With("id", sold.Transaction)
                    .FirstAsync(r => r.Int(0)),
            Ct
        );

    public Task<ImmutableArray<(string Actor, string Action, string Subject)>> AuditAsync() =>
        silo.Fixture.Database.ReadAsync(
            session =>
                session
                    .Sql("SELECT actor, action, subject FROM audit WHERE actor = 'reconciliation' ORDER BY at, id")
                    .ListAsync(r => (r.Text(0), r.Text(1), r.Text(2))),
            Ct
        );

    public void Dispose() => _watch.Dispose();

    private Task IssueAsync(SoldOrder sold) =>
        silo.Fixture.Database.WriteAsync(
            async session =>
            {
                for (var unit = 0; unit < sold.Quantity; unit++)
                    await session
                        .Sql(
                            """
                            INSERT INTO vouchers (id, order_id, unit, customer_id, product_id, title, kind, grade, volume_ml,
                                remaining_ml, value_fen, threshold_fen, price_fen, stations, code_index, code_sealed, state, cause,
                                valid_from, valid_to, issued_at, changed_at, revision)
                            VALUES (@id, @order, @unit, @customer, @order, '30 L', 0, '95#', 30000, 30000,
                                0, 0, 19900, '', @id, 'sealed', 0, 0,
                                @now, @now, @now, @now, 0)
                            """
                        )
                        .With("id", Guid.CreateVersion7(silo.Time.Now))
                        .With("order", sold.Id.Value)
                        .With("unit", unit)
                        .With("customer", sold.Customer.Value)
                        .With("now", silo.Time.Now)
                        .ExecuteAsync();
                return true;
            },
            Ct
        );

    private static async Task DoneAsync(Func<Task<TransitionReply>> ask)
    {
        while (await ask() is { Outcome: not (TransitionOutcome.Applied or TransitionOutcome.AlreadyApplied) } reply)
            reply.Outcome.ShouldBe(TransitionOutcome.Unknown);
    }
}

internal sealed record SoldOrder(OrderId Id, CustomerId Customer, string Transaction, int Quantity, long AmountFen);
