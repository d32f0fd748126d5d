using FuelGrains.Grains.Ops;
using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Tests.Simulation;
using Microsoft.Extensions.Logging.Abstractions;

namespace FuelGrains.Grains.Tests.Ops.Outbox;

/// <summary>
/// The life of some outbox messages under a seed: causes that commit at any time, two silos that deliver, one of which dies, handlers
/// that fail and hang, and a database that loses calls and answers. After half a minute all faults end.
/// </summary>
internal sealed class OutboxLife(SeededScheduler scheduler, SimulatedDatabase database)
{
    private const int Messages = 12;

    private static readonly TimeSpan Faulty = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Healed = TimeSpan.FromSeconds(15);

    // A lease is shorter than the longest stall of the database, so an outcome may come after its lease.
    private static readonly OutboxOptions Options = new()
    {
        Batch = 3,
        Concurrency = 2,
        Poll = TimeSpan.FromMilliseconds(500),
        DeliverWithin = TimeSpan.FromSeconds(1),
        Lease = TimeSpan.FromMilliseconds(2_600),
        FirstRetry = TimeSpan.FromMilliseconds(1),
        LongestRetry = TimeSpan.FromMilliseconds(1),
        MaxAttempts = 1_000,
    };

    private readonly SimulatedProcess _world = new(scheduler);
    private readonly Dictionary<string, SimulatedProcess> _delivering = [];
    private readonly HashSet<string> _delivered = [];
    private bool _healthy;

    // Rows of other seeds are of other kinds.
    private string Kind => $"life.{scheduler.Seed}";

    public void Live()
    {
        database.Faults = scheduler.Chance(0.3) ? DatabaseFaults.None : new(0.05, 0.05, 0.3);
        for (var i = 0; i < Messages; i++)
        {
            var subject = $"{Kind}/{i}";
            _world.Start(() => CauseAsync(subject));
        }
        StartSilo();
        var mortal = StartSilo();
        if (scheduler.Chance(0.7))
            _world.Start(async () =>
            {
                await scheduler.DelayAsync(scheduler.Between(2, 25));
                mortal.Kill();
                StartSilo();
            });
        scheduler.Run(Faulty);
        (database.Faults, _healthy) = (DatabaseFaults.None, true);
        scheduler.Run(Healed);
        JudgeEnd();
    }

    private SimulatedProcess StartSilo()
    {
        var process = new SimulatedProcess(scheduler);
        var worker = new OutboxWorker(
            new(database),
            new Handler(this, process),
            Options,
            new(),
            scheduler.Time,
            NullLogger.Instance
        );
        process.Start(() => worker.RunAsync(CancellationToken.None));
        return process;
    }

    // The alarm stands for any cause; its message is written in the same transaction.
    private async Task CauseAsync(string subject)
    {
        await scheduler.DelayAsync(scheduler.Between(0, 25));
        try
        {
            await database.WriteAsync(async session =>
            {
                var now = scheduler.Time.GetUtcNow();
                await AlarmTable.RaiseAsync(session, now, Kind, subject, "");
                return await OutboxRows.AddAsync(session, now, Kind, subject);
            });
        }
        catch (TimeoutException)
        {
            // Written or not, the two are written together.
        }
    }

    private async Task DeliverAsync(string subject, SimulatedProcess process, CancellationToken ct)
    {
        Expect(
            !_delivering.TryGetValue(subject, out var other) || !other.IsAlive,
            $"{subject} is delivered by two silos at once"
        );
        _delivering[subject] = process;
        try
        {
            if (!_healthy && scheduler.Chance(0.2))
                await Task.Delay(Timeout.InfiniteTimeSpan, scheduler.Time, ct);
            await Task.Delay(scheduler.Between(0, 0.9), scheduler.Time, ct);
            if (!_healthy && scheduler.Chance(0.2))
                throw new InvalidOperationException("The handler fails.");
            _delivered.Add(subject);
        }
        finally
        {
            _delivering.Remove(subject);
        }
    }

    private void JudgeEnd()
    {
        var caused = database.Now(session =>
            session.Sql("SELECT subject FROM alarms WHERE kind = @kind").With("kind", Kind).ListAsync(r => r.Text(0))
        );
        Expect(_delivered.SetEquals(caused), "what was caused is not what was delivered");
        var left = database.Now(session =>
            session.Sql("SELECT subject FROM outbox WHERE kind = @kind").With("kind", Kind).ListAsync(r => r.Text(0))
        );
        Expect(left.IsEmpty, "messages are left");
    }

    private void Expect(bool kept, string what)
    {
        if (!kept)
            throw new BrokenDeliveryException(
                $"Seed {scheduler.Seed}, {scheduler.Time.GetUtcNow():mm:ss.fff}: {what}."
            );
    }

    private sealed class Handler(OutboxLife life, SimulatedProcess process) : IOutboxHandler
    {
        public string Kind => life.Kind;

        public async Task DeliverAsync(OutboxMessage message, CancellationToken ct)
        {
            try
            {
                await life.DeliverAsync(message.Subject, process, ct);
            }
            catch (BrokenDeliveryException broken)
            {
                // The worker takes any exception of a handler for a failed attempt.
                process.Start(() => throw broken);
                throw;
            }
        }
    }
}

/// <summary>A message was lost, invented, or delivered by two silos at once.</summary>
public sealed class BrokenDeliveryException(string what) : Exception(what);
