using System.Collections.Immutable;
using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.Grains.Campaigns.Stock;
using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Tests.Simulation;
using FuelGrains.Grains.Tests.Storage;

namespace FuelGrains.Grains.Tests.Campaigns.Stock.Life;

/// <summary>
/// The life of one shard under a seed: customers who press twice, pay, cancel and let go, and ask again by key while they do not know; a
/// silo that dies, or goes on beside its successor; a ledger that loses calls and answers. After a minute all faults end.
/// </summary>
internal sealed class ShardLife
{
    private const int Customers = 4;
    private const int Presses = 10;

    private static readonly TimeSpan Faulty = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Healed = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan AsksAgainAfter = TimeSpan.FromMilliseconds(500);

    private readonly SeededScheduler _scheduler;
    private readonly LedgerFixture _ledger;
    private readonly SimulatedStockTable _table;
    private readonly StockShardKey _key;
    private readonly int _limitPerCustomer;
    private readonly SimulatedProcess _world;
    private readonly Dictionary<Guid, OrderId> _held = [];
    private readonly HashSet<OrderId> _paid = [];
    private readonly HashSet<OrderId> _cancelled = [];
    private SimulatedShardSilo _owner;
    private SimulatedShardSilo? _former;
    private int _asking;

    public ShardLife(
        SeededScheduler scheduler,
        LedgerFixture ledger,
        SimulatedStockTable table,
        StockShardKey key,
        int limitPerCustomer
    )
    {
        (_scheduler, _ledger, _table, _key, _limitPerCustomer) = (scheduler, ledger, table, key, limitPerCustomer);
        _world = new(scheduler);
        _owner = new(scheduler, table, key);
        table.Committed = Judge;
    }

    public void Live()
    {
        var customers = Enumerable.Range(0, Customers).Select(_ => new CustomerId(NewGuid())).ToList();
        _table.Faults = _scheduler.Chance(0.3) ? DatabaseFaults.None : new(0.05, 0.05, 0.2);
        for (var i = 0; i < Presses; i++)
        {
            var request = NewRequest(customers);
            var at = _scheduler.Between(1, 40);
            // Some press twice: two requests with one key.
            for (var taps = _scheduler.Chance(0.3) ? 2 : 1; taps > 0; taps--)
                Begin(() => PressAsync(request, at));
            // A front sends what came together in one call.
            if (_scheduler.Chance(0.3))
                Begin(() => PressTogetherAsync([request, NewRequest(customers), NewRequest(customers)], at));
        }
        for (var takeovers = _scheduler.Random.Next(3); takeovers > 0; takeovers--)
            _world.Start(TakeOverAsync);
        _scheduler.Run(Faulty);
        _table.Faults = DatabaseFaults.None;
        _former?.Process.Kill();
        _scheduler.Run(Healed);
        JudgeEnd();
    }

    private void Begin(Func<Task> work)
    {
        _asking++;
        _world.Start(async () =>
        {
            await work();
            _asking--;
        });
    }

    private async Task PressAsync(HoldRequest request, TimeSpan at)
    {
        await _scheduler.DelayAsync(at);
        Take(request, await AskAsync(silo => silo.HoldAsync(request), IsDefinite));
    }

    private async Task PressTogetherAsync(ImmutableArray<HoldRequest> requests, TimeSpan at)
    {
        await _scheduler.DelayAsync(at);
        ImmutableArray<HoldReply> replies = [.. requests.Select(_ => new HoldReply(HoldOutcome.Retry))];
        try
        {
            replies = await Route().HoldAllAsync(requests);
        }
        catch (TimeoutException)
        {
            // Unknown.
        }
        foreach (var (request, reply) in requests.Zip(replies))
            if (IsDefinite(reply))
                Take(request, reply);
            else
                Begin(() => PressAsync(request, AsksAgainAfter));
    }

    private static bool IsDefinite(HoldReply reply) =>
        reply.Outcome is not (HoldOutcome.Retry or HoldOutcome.InProgress);

    private void Take(HoldRequest request, HoldReply reply)
    {
        if (reply.Outcome is not (HoldOutcome.Held or HoldOutcome.Replayed))
            return;
        Expect(
            _held.TryAdd(request.KeyHash, reply.Order) || _held[request.KeyHash] == reply.Order,
            "a key has two orders"
        );
        var command = new OrderCommand(reply.Order, request.Customer, OrderAction.Confirm);
        if (_scheduler.Chance(0.5))
            Begin(() => ApplyAsync(command, _paid));
        if (_scheduler.Chance(0.4))
            Begin(() =>
                ApplyAsync(command with { Action = OrderAction.Release, Cause = CloseCause.Customer }, _cancelled)
            );
    }

    private async Task ApplyAsync(OrderCommand command, HashSet<OrderId> accepted)
    {
        await _scheduler.DelayAsync(_scheduler.Between(0, 25));
        var reply = await AskAsync(silo => silo.ApplyAsync(command), r => r.Outcome != TransitionOutcome.Unknown);
        if (reply.Outcome is TransitionOutcome.Applied or TransitionOutcome.AlreadyApplied)
            accepted.Add(command.Order);
    }

    // As the front does: whoever does not know asks again.
    private async Task<T> AskAsync<T>(Func<SimulatedShardSilo, Task<T>> ask, Func<T, bool> isDefinite)
    {
        while (true)
        {
            try
            {
                if (await ask(Route()) is var reply && isDefinite(reply))
                    return reply;
            }
            catch (TimeoutException)
            {
                // Unknown.
            }
            await _scheduler.DelayAsync(AsksAgainAfter);
        }
    }

    // While a takeover spreads, some callers still know the former owner.
    private SimulatedShardSilo Route() =>
        _former is { Process.IsAlive: true } former && _scheduler.Chance(0.4) ? former : _owner;

    private async Task TakeOverAsync()
    {
        await _scheduler.DelayAsync(_scheduler.Between(2, 45));
        _former?.Process.Kill();
        _former = _owner;
        if (_scheduler.Chance(0.4))
            _former.Process.Kill();
        _owner = new(_scheduler, _table, _key);
    }

    private void Judge()
    {
        var rows = Rows().ToDictionary(r => r.Id);
        var shard = SimulatedStockTable.Now(() => _ledger.ShardsAsync(_key.Campaign))[_key.Shard];
        Expect(shard.Held == rows.Values.Sum(r => r.OrderState.Held), "the held units are not those of the orders");
        Expect(
            shard.Confirmed == rows.Values.Sum(r => r.OrderState.Confirmed),
            "the sold units are not those of the orders"
        );
        Expect(shard.Held + shard.Confirmed <= shard.Allotted, "more was given than there is");
        foreach (var customer in rows.Values.GroupBy(r => r.Customer))
            Expect(
                customer.Sum(r => r.OrderState.Held + r.OrderState.Confirmed) <= _limitPerCustomer,
                "a customer has more than the limit"
            );
        foreach (var (key, order) in _held)
            Expect(rows.TryGetValue(order, out var row) && row.KeyHash == key, "an acknowledged order is not on disk");
        foreach (var order in _paid)
            Expect(rows[order].OrderState.Status == OrderStatus.Paid, "an acknowledged payment is not on disk");
        foreach (var order in _cancelled)
            Expect(
                rows[order].OrderState is { Status: OrderStatus.Cancelled, Cause: CloseCause.Customer },
                "an acknowledged cancel is not on disk"
            );
    }

    private void JudgeEnd()
    {
        Expect(_asking == 0, $"{_asking} customers still wait for an answer");
        Judge();
        var rows = Rows();
        var messages = SimulatedStockTable.Now(() =>
            _ledger.Database.ReadAsync(session =>
                session
                    .Sql($"SELECT subject FROM outbox WHERE kind = @kind AND subject {session.AnyOf<string>("orders")}")
                    .With("kind", OutboxKinds.FulfilOrder)
                    .WithAnyOf("orders", rows.Select(r => $"{r.Id}"))
                    .ListAsync(r => r.Text(0))
            )
        );
        foreach (var row in rows)
            Expect(
                messages.Count(subject => subject == $"{row.Id}")
                    == (row.OrderState.Status == OrderStatus.Paid ? 1 : 0),
                "a paid order has one message that fulfils it, and no other order has one"
            );
    }

    private ImmutableArray<StoredOrder> Rows() =>
        SimulatedStockTable.Now(() =>
            _ledger.Database.ReadAsync(session =>
                session
                    .Sql($"SELECT {StockTable.OrderColumns} FROM orders WHERE campaign_id = @campaign")
                    .With("campaign", _key.Campaign.Value)
                    .ListAsync(StockTable.Order)
            )
        );

    private void Expect(bool kept, string what)
    {
        if (!kept)
            throw new BrokenPromiseException(
                $"Seed {_scheduler.Seed}, {_scheduler.Time.GetUtcNow():mm:ss.fff}: {what}."
            );
    }

    private HoldRequest NewRequest(IReadOnlyList<CustomerId> customers) =>
        new(customers[_scheduler.Random.Next(Customers)], NewGuid(), BodyHash: 1, _scheduler.Random.Next(1, 4));

    private Guid NewGuid()
    {
        var bytes = new byte[16];
        _scheduler.Random.NextBytes(bytes);
        return new(bytes);
    }
}
