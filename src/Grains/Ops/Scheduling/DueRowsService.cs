using FuelGrains.GrainInterfaces.Ops.Scheduling;
using FuelGrains.Grains.Storage;
using Microsoft.Extensions.Logging;

namespace FuelGrains.Grains.Ops.Scheduling;

/// <summary>
/// Leases due rows page by page and handles each one, several at a time. A row that fails is logged and comes again when its lease
/// ends, so it waits behind the others.
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

    // Each call may wait some seconds for the gateway or for a forecourt.
    private const int Concurrency = 32;

    protected abstract Task HandleAsync(TRow row);

    /// <summary>The rows of a page that need a call of their own; all of them by default.</summary>
    protected virtual IEnumerable<TRow> ToHandle(ImmutableArray<TRow> page) => page;

    protected sealed override async Task RunOnceAsync(CancellationToken ct)
    {
        ImmutableArray<TRow> page;
        do
        {
            var now = Time.GetUtcNow();
            page = await ledger.WriteAsync(session => rows.LeaseAsync(session, now, now + lease, Page), ct);
            await Parallel.ForEachAsync(
                ToHandle(page),
                new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = ct },
                async (row, _) => await TryHandleAsync(row)
            );
        } while (page.Length == Page);
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
