using FuelGrains.GrainInterfaces.Stations;
using FuelGrains.Grains.Stations.Sites;
using FuelGrains.Grains.Tests.Simulation;
using Shouldly;

namespace FuelGrains.Grains.Tests.Stations.FuelOrders;

/// <summary>
/// A dispenser with its site's controller and the web node that has its socket. The pump is hardware: a driver may fuel whenever it is
/// unlocked. Commands leave in the order of the connection; answers and reports are late, lost and repeated.
/// </summary>
internal sealed class SimulatedPump(
    SeededScheduler scheduler,
    SimulatedProcess process,
    PumpKey key,
    FuelSaleIntake intake,
    Func<(IPumpGrain Pump, IFuelOrderGrain Order)> grains
)
{
    private static readonly TimeSpan NozzleTimeout = TimeSpan.FromSeconds(20);

    private readonly Queue<SiteCommand> _commands = [];
    private readonly Dictionary<AuthorisationId, long> _left = [];
    private DateTimeOffset _stateAt = scheduler.Time.GetUtcNow();
    private DateTimeOffset? _ranAt;
    private PumpState _state = PumpState.Locked;
    private AuthorisationId _for;

    /// <summary>Fuel flowed for the order, or flows.</summary>
    public bool GaveFuel => _ranAt is not null;

    public bool IsLocked => _state == PumpState.Locked;

    public bool WasUnlocked { get; private set; }

    public double LosesAnswers { get; set; }

    /// <summary>Judges the whole at the moment at which the pump is unlocked.</summary>
    public required Action Unlocking { get; init; }

    public BoardPump Board => new(key.Number, _state, _stateAt, null, null, null, null, null, RanAt: _ranAt);

    /// <summary>A command on its way from the station's grain to the web node.</summary>
    public void Send(long epoch, SiteCommand command) =>
        process.Start(async () =>
        {
            await Task.Yield();
            // As SiteLink does: a command that a later one of its authorisation has overtaken does not leave.
            if (command.Kind != SiteCommandKind.Clear && _left.GetValueOrDefault(command.Authorisation) >= command.Try)
            {
                await AnswerAsync(epoch, command, SiteCode.NotSent);
                return;
            }
            _left[command.Authorisation] = command.Try;
            _commands.Enqueue(command);
            await scheduler.DelayAsync(scheduler.Between(0, 1));
            await ExecuteAsync(epoch, _commands.Dequeue());
        });

    private Task ExecuteAsync(long epoch, SiteCommand command) =>
        AnswerAsync(
            epoch,
            command,
            command.Kind switch
            {
                SiteCommandKind.UnlockPump => Unlock(command.Authorisation),
                SiteCommandKind.LockPump => Lock(),
                _ => SiteCode.Ok,
            }
        );

    private int Unlock(AuthorisationId authorisation)
    {
        if (!IsLocked || scheduler.Chance(0.1))
            return 412;
        Unlocking();
        (WasUnlocked, _for) = (true, authorisation);
        Become(PumpState.Free);
        process.Start(ServeAsync);
        return SiteCode.Ok;
    }

    private int Lock()
    {
        if (GaveFuel)
            return 402;
        if (IsLocked)
            return 423;
        Become(PumpState.Locked);
        return SiteCode.Ok;
    }

    private async Task ServeAsync()
    {
        await scheduler.DelayAsync(scheduler.Between(0, 15));
        if (IsLocked)
            return;
        if (scheduler.Chance(0.6))
        {
            await FuelAsync();
            return;
        }
        await scheduler.DelayAsync(NozzleTimeout);
        if (IsLocked)
            return;
        Become(PumpState.Locked);
        if (!scheduler.Chance(LosesAnswers))
            await TryAsync(() => grains().Pump.LockedBySiteAsync(1, _for));
    }

    private async Task FuelAsync()
    {
        _ranAt = scheduler.Time.GetUtcNow();
        Become(PumpState.InUse);
        await scheduler.DelayAsync(scheduler.Between(1, 10));
        var report = Report();
        await TryAsync(async () =>
            (await intake.ReportAsync(key.Station, 1, "CNY", [report], default)).ShouldNotBeNull()
        );
        Become(PumpState.Locked);
        await TryAsync(() => grains().Order.AdvanceAsync());
    }

    private TransactionReport Report() =>
        new()
        {
            Pump = key.Number,
            SiteTransaction = _for.ToString(),
            Deferred = false,
            Product = "95",
            Currency = "CNY",
            AmountFen = 8_000,
            VatMilli = 13_000,
            VolumeMl = 10_000,
            PriceMilli = 8_000,
            VolumeDecimals = 2,
            Exact = true,
        };

    private async Task AnswerAsync(long epoch, SiteCommand command, int code)
    {
        await scheduler.DelayAsync(scheduler.Between(0, 2));
        if (!scheduler.Chance(LosesAnswers))
            await TryAsync(() => grains().Pump.AnsweredAsync(epoch, command, code));
    }

    // A web node repeats what no silo has taken.
    private async Task TryAsync(Func<Task> call)
    {
        while (true)
            try
            {
                await call();
                return;
            }
            catch (TimeoutException)
            {
                await scheduler.DelayAsync(TimeSpan.FromSeconds(1));
            }
    }

    private void Become(PumpState state) => (_state, _stateAt) = (state, scheduler.Time.GetUtcNow());
}
