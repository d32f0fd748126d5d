using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace FuelGrains.Grains.Ops.Outbox;

/// <summary>
/// Delivers one kind: takes due rows in batches, hands each to the receiver as a slot is free, settles in batches what ended.
/// A row that fails, hangs or is slow costs its kind one slot, and other kinds nothing.
/// </summary>
internal sealed partial class OutboxWorker(
    OutboxTable ledger,
    IOutboxHandler receiver,
    OutboxOptions options,
    OutboxSignal bell,
    TimeProvider time,
    ILogger log
) : IDisposable
{
    private readonly int _concurrency = options.ConcurrencyFor(receiver.Kind);
    private readonly SemaphoreSlim _slots = new(options.ConcurrencyFor(receiver.Kind));
    private readonly Channel<OutboxOutcome> _ended = Channel.CreateBounded<OutboxOutcome>(options.Batch);

    /// <summary>Until stopped. Returns when nothing is being delivered any more and all that ended is settled.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var settling = SettleAsync();
        while (!stop.IsCancellationRequested)
        {
            // Before the look: a ring that comes while we look is not lost.
            var rung = bell.Next;
            var taken = await TakeAsync(stop);
            foreach (var lease in taken)
                await StartAsync(lease, stop);
            if (taken.Length < options.Batch)
                await WaitAsync(rung, stop);
        }
        // Every slot back means that every delivery has ended.
        for (var i = 0; i < _concurrency; i++)
            await _slots.WaitAsync(CancellationToken.None);
        _ended.Writer.Complete();
        await settling;
    }

    public void Dispose() => _slots.Dispose();

    private async Task<ImmutableArray<OutboxLease>> TakeAsync(CancellationToken stop)
    {
        try
        {
            var now = time.GetUtcNow();
            return await ledger.LeaseAsync(receiver.Kind, options.Batch, now, now + options.Lease, stop);
        }
#pragma warning disable CA1031 // the database is away, or we stop: what was taken all the same comes again when its lease runs out
        catch (Exception error)
        {
            if (!stop.IsCancellationRequested)
                LogNotTaken(log, receiver.Kind, error.Message);
            return [];
        }
#pragma warning restore CA1031
    }

    private async Task StartAsync(OutboxLease lease, CancellationToken stop)
    {
        if (await SlotAsync(stop))
            _ = DeliverAsync(lease, stop);
        else
            await _ended.Writer.WriteAsync(new(lease, OutboxEnd.LeaseReturned), CancellationToken.None);
    }

    private async Task<bool> SlotAsync(CancellationToken stop)
    {
        try
        {
            await _slots.WaitAsync(stop);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task DeliverAsync(OutboxLease lease, CancellationToken stop)
    {
        var outcome = await JudgeAsync(lease, stop);
        OutboxMetrics.Ended(outcome);
        // A full channel keeps the slot: what cannot be settled is not begun.
        await _ended.Writer.WriteAsync(outcome, CancellationToken.None);
        _slots.Release();
    }

    private async Task<OutboxOutcome> JudgeAsync(OutboxLease lease, CancellationToken stop)
    {
        // It waited for its slot too long: another silo may take it before we were done.
        if (stop.IsCancellationRequested || time.GetUtcNow() + options.DeliverWithin > lease.Until)
            return new(lease, OutboxEnd.LeaseReturned);
        // Leases that ran out count as well: this one killed, or outlived, whoever held it before.
        if (OutboxBackoff.IsDead(lease.Attempt - 1, options))
            return new(lease, OutboxEnd.Dead, Error: "Its holders ended, or took too long, as often as is allowed.");
        using var limit = new CancellationTokenSource(options.DeliverWithin, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        try
        {
            await Task.Run(() => receiver.DeliverAsync(lease.Message, either.Token), CancellationToken.None);
            return new(lease, OutboxEnd.Delivered);
        }
#pragma warning disable CA1031 // whatever a receiver throws means: later again
        catch (Exception error)
        {
            // We are stopping: the outcome is unknown and nobody's fault.
            if (stop.IsCancellationRequested)
                return new(lease, OutboxEnd.LeaseReturned);
            LogInVain(log, lease.Kind, lease.Subject, lease.Attempt, error);
            var said = limit.IsCancellationRequested
                ? $"Not done within {options.DeliverWithin}: {error.Message}"
                : $"{error.GetType().Name}: {error.Message}";
            return OutboxBackoff.IsDead(lease.Attempt, options)
                ? new(lease, OutboxEnd.Dead, Error: said)
                : new(
                    lease,
                    OutboxEnd.Failed,
                    time.GetUtcNow() + OutboxBackoff.After(lease.Attempt, options, Random.Shared.NextDouble()),
                    said
                );
        }
#pragma warning restore CA1031
    }

    private async Task WaitAsync(Task rung, CancellationToken stop)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stop);
        if (await Task.WhenAny(rung, Task.Delay(options.Poll, time, enough.Token)) != rung)
            return;
        await enough.CancelAsync();
        await Task.Delay(options.Linger, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task SettleAsync()
    {
        var batch = new List<OutboxOutcome>(options.Batch);
        while (await _ended.Reader.WaitToReadAsync(CancellationToken.None))
        {
            while (batch.Count < options.Batch && _ended.Reader.TryRead(out var outcome))
                batch.Add(outcome);
            try
            {
                await ledger.SettleAsync(batch, time.GetUtcNow(), CancellationToken.None);
            }
#pragma warning disable CA1031 // then their leases run out and they are delivered again, which receivers bear
            catch (Exception error)
            {
                LogNotSettled(log, batch.Count, receiver.Kind, error.Message);
            }
#pragma warning restore CA1031
            batch.Clear();
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Outbox {Kind}: due rows could not be taken: {Reason}")]
    private static partial void LogNotTaken(ILogger log, string kind, string reason);

    [LoggerMessage(2, LogLevel.Warning, "Outbox {Kind} {Subject}: attempt {Attempt} was in vain.")]
    private static partial void LogInVain(ILogger log, string kind, string subject, int attempt, Exception error);

    [LoggerMessage(3, LogLevel.Warning, "{Count} outcomes of outbox {Kind} could not be written: {Reason}")]
    private static partial void LogNotSettled(ILogger log, int count, string kind, string reason);
}
