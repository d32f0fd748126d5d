using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace FuelGrains.Grains.Ops.Outbox;

/// <summary>
/// Delivers one kind of message: leases due rows in batches, hands each row to the handler when a slot is free, and settles ended
/// deliveries in batches. A row that fails, hangs or is slow costs its kind one slot, and other kinds nothing.
/// </summary>
internal sealed partial class OutboxWorker(
    OutboxTable table,
    IOutboxHandler handler,
    OutboxOptions options,
    OutboxSignal signal,
    TimeProvider time,
    ILogger log
) : IDisposable
{
    private readonly int _concurrency = options.ConcurrencyFor(handler.Kind);
    private readonly SemaphoreSlim _slots = new(options.ConcurrencyFor(handler.Kind));
    private readonly Channel<OutboxOutcome> _ended = Channel.CreateBounded<OutboxOutcome>(options.Batch);

    /// <summary>Delivers until it is stopped. Returns when no delivery is running and every ended delivery is settled.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var settling = SettleAsync();
        while (!stop.IsCancellationRequested)
        {
            // The signal is read before the poll, so a signal that comes during the poll is not lost.
            var signalled = signal.Next;
            var leases = await PollAsync(stop);
            foreach (var lease in leases)
                await StartAsync(lease, stop);
            if (leases.Length < options.Batch)
                await WaitAsync(signalled, stop);
        }
        // All slots are free when every delivery has ended.
        for (var i = 0; i < _concurrency; i++)
            await _slots.WaitAsync(CancellationToken.None);
        _ended.Writer.Complete();
        await settling;
    }

    public void Dispose() => _slots.Dispose();

    private async Task<ImmutableArray<OutboxLease>> PollAsync(CancellationToken stop)
    {
        try
        {
            var now = time.GetUtcNow();
            return await table.LeaseAsync(handler.Kind, options.Batch, now, now + options.Lease, stop);
        }
#pragma warning disable CA1031 // the database is away, or the silo stops: a leased row comes again when its lease ends
        catch (Exception error)
        {
            if (!stop.IsCancellationRequested)
                LogNotPolled(log, handler.Kind, error.Message);
            return [];
        }
#pragma warning restore CA1031
    }

    private async Task StartAsync(OutboxLease lease, CancellationToken stop)
    {
        if (await TryTakeSlotAsync(stop))
            _ = DeliverAsync(lease, stop);
        else
            await _ended.Writer.WriteAsync(new(lease, OutboxEnd.LeaseReturned), CancellationToken.None);
    }

    private async Task<bool> TryTakeSlotAsync(CancellationToken stop)
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
        var outcome = await AttemptAsync(lease, stop);
        OutboxMetrics.Ended(outcome);
        // A full channel keeps the slot: no delivery begins that cannot be settled.
        await _ended.Writer.WriteAsync(outcome, CancellationToken.None);
        _slots.Release();
    }

    private async Task<OutboxOutcome> AttemptAsync(OutboxLease lease, CancellationToken stop)
    {
        // The row waited for its slot too long: another silo may lease the row before this delivery ends.
        if (stop.IsCancellationRequested || time.GetUtcNow() + options.DeliverWithin > lease.Until)
            return new(lease, OutboxEnd.LeaseReturned);
        // Expired leases count too: such a row killed or outlived the silos that leased it.
        if (options.IsDead(lease.Attempt - 1))
            return new(lease, OutboxEnd.Dead, Error: "Its holders ended, or took too long, as often as is allowed.");
        using var limit = new CancellationTokenSource(options.DeliverWithin, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        try
        {
            // A handler that computes at first does not hold up the next delivery.
            await Task.Yield();
            await handler.DeliverAsync(lease.Message, either.Token);
            return new(lease, OutboxEnd.Delivered);
        }
#pragma warning disable CA1031 // any exception of a handler means a later retry
        catch (Exception error)
        {
            // The silo stops: the outcome is unknown, and the attempt does not count.
            if (stop.IsCancellationRequested)
                return new(lease, OutboxEnd.LeaseReturned);
            LogAttemptFailed(log, lease.Kind, lease.Subject, lease.Attempt, error);
            var said = limit.IsCancellationRequested
                ? $"Not done within {options.DeliverWithin}: {error.Message}"
                : $"{error.GetType().Name}: {error.Message}";
            return options.IsDead(lease.Attempt)
                ? new(lease, OutboxEnd.Dead, Error: said)
                : new(
                    lease,
                    OutboxEnd.Failed,
                    time.GetUtcNow() + options.RetryAfter(lease.Attempt, Random.Shared.NextDouble()),
                    said
                );
        }
#pragma warning restore CA1031
    }

    private async Task WaitAsync(Task signalled, CancellationToken stop)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stop);
        if (await Task.WhenAny(signalled, Task.Delay(options.Poll, time, enough.Token)) != signalled)
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
                await table.SettleAsync(batch, time.GetUtcNow(), CancellationToken.None);
            }
#pragma warning disable CA1031 // the leases end and the rows are delivered again; handlers are idempotent
            catch (Exception error)
            {
                LogNotSettled(log, batch.Count, handler.Kind, error.Message);
            }
#pragma warning restore CA1031
            batch.Clear();
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Outbox {Kind}: due rows could not be leased: {Reason}")]
    private static partial void LogNotPolled(ILogger log, string kind, string reason);

    [LoggerMessage(2, LogLevel.Warning, "Outbox {Kind} {Subject}: attempt {Attempt} failed.")]
    private static partial void LogAttemptFailed(
        ILogger log,
        string kind,
        string subject,
        int attempt,
        Exception error
    );

    [LoggerMessage(3, LogLevel.Warning, "{Count} outcomes of outbox {Kind} could not be written: {Reason}")]
    private static partial void LogNotSettled(ILogger log, int count, string kind, string reason);
}
