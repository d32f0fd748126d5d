using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.GrainInterfaces.Orders.Payments;
using FuelGrains.GrainInterfaces.Stations;
using FuelGrains.Grains.Live;
using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Orders.Payments;
using FuelGrains.Grains.Orders.Refunds;
using FuelGrains.Grains.Stations.Authorisations;
using FuelGrains.Grains.Stations.FuelOrders;
using FuelGrains.Grains.Stations.Sales;
using FuelGrains.Grains.Stations.Sites;
using FuelGrains.Grains.Storage;
using FuelGrains.Grains.Tests.Simulation;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans.Runtime;
using Shouldly;

namespace FuelGrains.Grains.Tests.Stations.FuelOrders;

/// <summary>
/// The life of one order that is paid before fuelling, under a seed: its money, its driver who gives up, its pump, a silo that dies or
/// hangs, and a database and a site that lose answers. After a minute all faults end; then the order comes to its end.
/// </summary>
internal sealed class FuelLife
{
    private static readonly TimeSpan Faulty = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Healed = TimeSpan.FromMinutes(4);

    private readonly SeededScheduler _scheduler;
    private readonly SimulatedDatabase _database;
    private readonly SimulatedProcess _world;
    private readonly SimulatedPump _pump;
    private readonly FuelOrder _order;
    private SimulatedSilo _silo;
    private bool _accepted;
    private bool _paysNoMore;
    private bool _moneyGoesBack;

    public FuelLife(SeededScheduler scheduler, SimulatedDatabase database, PumpKey pump)
    {
        (_scheduler, _database, _world) = (scheduler, database, new(scheduler));
        _order = FuelOrders.PreAuth(scheduler.Time.GetUtcNow()) with { Pump = pump };
        _pump = new(scheduler, _world, pump, new(database, scheduler.Time), () => (Pump, Order))
        {
            Unlocking = JudgeUnlocking,
        };
        _silo = StartSilo();
        database.Committed = JudgeCommit;
    }

    private IPumpGrain Pump => _silo.Grains.GetGrain<IPumpGrain>("");

    private IFuelOrderGrain Order => _silo.Grains.GetGrain<IFuelOrderGrain>(Guid.Empty);

    public void Live()
    {
        _database.Now(session => FuelOrderTable.InsertAsync(session, _order, Guid.NewGuid(), 1));
        Begin();
        _scheduler.Run(Faulty);
        (_database.Faults, _silo.LosesReplies, _pump.LosesAnswers) = (DatabaseFaults.None, 0, 0);
        _scheduler.Run(Healed);
        JudgeEnd();
    }

    private void Begin()
    {
        if (_scheduler.Chance(0.5))
            (_database.Faults, _silo.LosesReplies, _pump.LosesAnswers) = (new(0.05, 0.05, 0.1), 0.05, 0.2);
        _world.Start(async () =>
        {
            await TryAsync(() => Order.ApplyAsync(Command(OrderAction.Prepare)));
            _world.Start(PayAsync);
        });
        for (var presses = _scheduler.Random.Next(4); presses > 0; presses--)
            _world.Start(CancelAsync);
        _world.Start(CloseAsync);
        _world.Start(SweepAsync);
        if (_scheduler.Chance(0.5))
            _world.Start(FailOverAsync);
    }

    private OrderCommand Command(OrderAction action, CloseCause cause = CloseCause.None) =>
        new(_order.Id, _order.Customer, action, cause);

    private async Task PayAsync()
    {
        await _scheduler.DelayAsync(_scheduler.Between(0, 10));
        if (_paysNoMore)
            return;
        _paysNoMore = true;
        await TryAsync(() => _database.WriteAsync(ReceiveAsync));
        var reply = await TryAsync(async () =>
            await Order.ApplyAsync(Command(OrderAction.Confirm)) is { Outcome: not TransitionOutcome.Unknown } definite
                ? definite
                : throw new TimeoutException()
        );
        _moneyGoesBack = reply.Outcome == TransitionOutcome.Rejected;
        await TryAsync(() => Order.ApplyAsync(Command(OrderAction.FinishClosing)));
    }

    // As the payment inbox does before it asks the order.
    private async Task<int> ReceiveAsync(LedgerSession session)
    {
        var now = _scheduler.Time.GetUtcNow();
        await PaymentTable.InsertAsync(
            session,
            new($"t{_order.Id}", "n", 8_000, 8_000, "CNY", "a", "m", now),
            default,
            now
        );
        await session
            .Sql("UPDATE payments SET order_id = @order WHERE transaction_id = @id")
            .With("order", _order.Id.Value)
            .With("id", $"t{_order.Id}")
            .ExecuteAsync();
        return await PaymentTable.ClaimAsync(session, $"t{_order.Id}", now);
    }

    private async Task CancelAsync()
    {
        await _scheduler.DelayAsync(_scheduler.Between(0, 30));
        try
        {
            if (await Order.CancelAsync() != FuelCancelOutcome.Done)
                return;
            _accepted = true;
            Judge(_pump.IsLocked && !_pump.GaveFuel, "a cancel was accepted while the pump was live");
        }
        catch (Exception unknown) when (unknown is TimeoutException or InvalidOperationException)
        {
            // The driver does not know either, and may press again.
        }
    }

    // The gateway closes what a cancel left open; from then on nobody can pay.
    private async Task CloseAsync()
    {
        await _scheduler.DelayAsync(_scheduler.Between(5, 20));
        if (_paysNoMore)
            return;
        _paysNoMore = true;
        await TryAsync(() => Order.ApplyAsync(Command(OrderAction.Release, CloseCause.Expired)));
        await TryAsync(() => Order.ApplyAsync(Command(OrderAction.FinishClosing)));
    }

    private async Task SweepAsync()
    {
        while (true)
        {
            await _scheduler.DelayAsync(_scheduler.Between(1, 5));
            try
            {
                await Order.AdvanceAsync();
            }
            catch (Exception later) when (later is TimeoutException or InvalidOperationException)
            {
                // The next sweep comes.
            }
        }
    }

    // The successor acts while the predecessor may still.
    private async Task FailOverAsync()
    {
        await _scheduler.DelayAsync(_scheduler.Between(0, 25));
        var old = _silo;
        if (_scheduler.Chance(0.5))
            old.Process.Kill();
        _silo = StartSilo();
        _silo.LosesReplies = old.LosesReplies;
    }

    private SimulatedSilo StartSilo()
    {
        var silo = new SimulatedSilo(_scheduler, () => _silo);
        var notifier = new FuelOrderNotifier(
            _database,
            silo.Grains,
            new LiveNodes(silo.Grains, _scheduler.Time, NullLogger<LiveNodes>.Instance),
            new OutboxSignal()
        );
        var orders = new FuelOrderStore(_database, notifier, _scheduler.Time);
        var steps = new FuelSteps(
            orders,
            _database,
            silo.Grains,
            Options.Create(new FuelOrderOptions()),
            _scheduler.Time,
            NullLogger<FuelSteps>.Instance
        );
        silo.Activate<IFuelOrderGrain>(
            new FuelOrderGrain(
                SimulatedSilo.Context(
                    GrainId.Create(GrainType.Create("order"), GrainIdKeyExtensions.CreateGuidKey(_order.Id.Value))
                ),
                orders,
                steps,
                new FuelDecisions(orders, _database, Options.Create(new RefundOptions()), _scheduler.Time),
                _scheduler.Time
            )
        );
        silo.Activate<IPumpGrain>(
            new PumpGrain(
                SimulatedSilo.Context(GrainId.Create("pump", _order.Pump.ToString())),
                silo.Grains,
                new AuthorisationStore(_database, _scheduler.Time),
                new FuelSaleStore(_database, _scheduler.Time),
                _scheduler.Time
            )
        );
        silo.Activate<IStationGrain>(new SimulatedStation(_order.Pump.Station, _pump));
        return silo;
    }

    // Whoever must not give up repeats a call until its outcome is known.
    private async Task<T> TryAsync<T>(Func<Task<T>> call)
    {
        while (true)
            try
            {
                return await call();
            }
            catch (Exception unknown) when (unknown is TimeoutException or InvalidOperationException)
            {
                await _scheduler.DelayAsync(TimeSpan.FromSeconds(1));
            }
    }

    private FuelOrder Row() => _database.Now(session => FuelOrderTable.FindAsync(session, _order.Id))!;

    private Authorisation? Right() =>
        _database.Now(session => AuthorisationTable.FindAsync(session, _order.Authorisation));

    private void JudgeUnlocking()
    {
        Judge(!_accepted, "the pump is unlocked after an accepted cancel");
        Judge(!IsWithoutMoney(Row()), "the pump is unlocked after the money went back");
    }

    private void JudgeCommit() =>
        Judge(
            !IsWithoutMoney(Row()) || (_pump.IsLocked && !_pump.GaveFuel),
            "the money goes back while the pump is live"
        );

    private void JudgeEnd()
    {
        var row = Row();
        Judge(
            row.Status is OrderStatus.Cancelled or OrderStatus.Refunding or OrderStatus.Fulfilled,
            $"the order never ends: {row}, {Right()}, {_pump.Board}"
        );
        Judge(_pump.GaveFuel == (row.Status == OrderStatus.Fulfilled), $"fuel and money disagree: {row}");
        Judge(!_accepted || IsWithoutMoney(row), $"a cancelled order is {row.Status}");
        Judge(!_moneyGoesBack || IsWithoutMoney(row), $"money went back from an order that is {row.Status}");
    }

    private static bool IsWithoutMoney(FuelOrder order) =>
        order.Status is OrderStatus.Cancelled or OrderStatus.Refunding or OrderStatus.Refunded;

    private void Judge(bool holds, string otherwise)
    {
        if (!holds)
            throw new FuelGivenAwayException($"Seed {_scheduler.Seed}: {otherwise}.");
    }
}

internal sealed class FuelGivenAwayException(string message) : Exception(message);
