using FuelGrains.GrainInterfaces.Ops.Scheduling;
using FuelGrains.Grains.Storage;
using Microsoft.Extensions.Logging;

namespace FuelGrains.Grains.Ops.Scheduling;

/// <summary>
/// Leases due rows page by page and handles each one, several at a time. A row that fails is logged and comes again when its lease
/// ends, so it waits behind the others. A row that waits for somebody silent moves aside, so that the others go on.
/// </summary>
/// <param name="lease">A page is handled within this time, or its rows come again.</param>
public abstract partial class DueRowsService<TRow>(
    string work,
    DueRows<TRow> rows,
    TimeSpan period,
    TimeSpan lease,
    LedgerDatabase ledger,
    TimeProvider time,
    ILogger log
) : PeriodicService(work, period, time, log)
{
    private const int Page = 200;
    private const int Concurrency = 32;

    // A call that was not answered by now waits for the gateway or for a forecourt, some seconds.
    private static readonly TimeSpan Brief = TimeSpan.FromMilliseconds(500);

    // Calls that wait so, beside the others. With every place taken, a sweep is as slow as those it waits for.
    private const int MaxAside = 256;

    private readonly SemaphoreSlim _aside = new(MaxAside);

    protected abstract Task HandleAsync(TRow row);

    /// <summary>The most rows to lease at once now; fewer than a page ends the sweep with them.</summary>
    protected virtual int Limit => Page;

    /// <summary>The rows of a page that need a call of their own; all of them by default.</summary>
    protected virtual IEnumerable<TRow> ToHandle(ImmutableArray<TRow> page) => page;

    protected sealed override async Task RunOnceAsync(CancellationToken ct)
    {
        ImmutableArray<TRow> page;
        do
        {
            if (Limit is not (> 0 and var limit))
                return;
            var now = Time.GetUtcNow();
            page = await ledger.WriteAsync(session => rows.LeaseAsync(session, now, now + lease, limit), ct);
            await Parallel.ForEachAsync(
                ToHandle(page),
                new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = ct },
                async (row, stop) => await HandleOrMoveAsideAsync(row, stop)
            );
        } while (page.Length == Page);
    }

    private async Task HandleOrMoveAsideAsync(TRow row, CancellationToken stop)
    {
        var handling = TryHandleAsync(row);
        if (await handling.EndsWithinAsync(Brief, Time, stop))
            return;
        await _aside.WaitAsync(stop);
        _ = LeaveAsideAsync(handling);
    }

    // Grain calls end by their own deadline, so every place comes back.
    private async Task LeaveAsideAsync(Task handling)
    {
        await handling;
        _aside.Release();
    }

    private async Task TryHandleAsync(TRow row)
    {
        try
        {
            await HandleAsync(row);
        }
#pragma warning disable CA1031 // the row comes again when its lease ends
        catch (Exception error)
        {
            LogNotHandled(Log, rows.Table, row, error.Message);
        }
#pragma warning restore CA1031
    }

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "{Table}: {Row} could not be handled: {Reason}")]
    private static partial void LogNotHandled(ILogger log, string table, TRow row, string reason);
}
