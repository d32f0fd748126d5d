using FuelGrains.Grains.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FuelGrains.Grains.Orders.Payments;

/// <summary>
/// Finds money that is due: attempts to ask for, payments to decide, refunds to follow. Each page takes its rows by pushing their
/// time ahead, so silos share the work, and a row that fails waits behind the others. Everything else is done by the grains.
/// </summary>
public sealed class MoneySweeper(MoneyTools tools, TimeProvider time, ILogger<MoneySweeper> log) : BackgroundService
{
    // A page is done within this, or comes again.
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private const int Page = 200;

    // Calls under way: each may wait for the gateway for some seconds.
    private const int Concurrency = 32;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Each at its own pace: a gateway that hangs keeps attempts waiting, and money that came must not wait behind them.
        await Task.WhenAll(
            RepeatAsync(
                ct => SweepAsync("payments", "transaction_id", "next_try_at", (id, owner) => owner.ApplyAsync(id), ct),
                stoppingToken
            ),
            RepeatAsync(
                ct => SweepAsync("pay_attempts", "out_trade_no", "next_query_at", (_, owner) => owner.QueryAsync(), ct),
                stoppingToken
            ),
            RepeatAsync(
                ct =>
                    SweepAsync(
                        "refunds",
                        "out_refund_no",
                        "next_try_at",
                        (id, owner) => owner.AdvanceRefundAsync(id),
                        ct
                    ),
                stoppingToken
            )
        );
    }

    private async Task RepeatAsync(Func<CancellationToken, Task> sweep, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(tools.Payments.Sweep, time);
        while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false))
            await sweep(stop);
    }

    private async Task SweepAsync(
        string table,
        string key,
        string due,
        Func<string, IOrderMoneyGrain, Task> tell,
        CancellationToken ct
    )
    {
        ImmutableArray<(string Id, Guid Owner)> rows;
        do
        {
            try
            {
                rows = await TakeAsync(table, key, due, ct);
            }
#pragma warning disable CA1031 // the next sweep tries again
            catch (Exception error) when (!ct.IsCancellationRequested)
            {
                log.LogWarning("The sweep of {Table} failed: {Reason}", table, error.Message);
                return;
            }
#pragma warning restore CA1031
            // Attempts of one order are asked for together.
            await Parallel.ForEachAsync(
                rows.DistinctBy(r => table == "pay_attempts" ? r.Owner.ToString() : r.Id),
                new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = ct },
                async (row, _) => await TellAsync(row, tell)
            );
        } while (rows.Length == Page);
    }

    private async Task TellAsync((string Id, Guid Owner) row, Func<string, IOrderMoneyGrain, Task> tell)
    {
        try
        {
            await tell(row.Id, tools.Grains.GetGrain<IOrderMoneyGrain>(row.Owner));
        }
#pragma warning disable CA1031 // its row comes again when the lease is over
        catch (Exception error)
        {
            log.LogWarning("{Row} could not be followed: {Reason}", row.Id, error.Message);
        }
#pragma warning restore CA1031
    }

    private Task<ImmutableArray<(string Id, Guid Owner)>> TakeAsync(
        string table,
        string key,
        string due,
        CancellationToken ct
    )
    {
        var now = time.GetUtcNow();
        var orphan =
            table == "refunds"
                ? "(SELECT p.out_trade_no FROM payments p WHERE p.transaction_id = refunds.transaction_id)"
                : "out_trade_no";
        return tools.Ledger.WriteAsync(
            session =>
                session
                    .Sql(
                        $"""
                        UPDATE {table} SET {due} = @lease
                        WHERE {due} <= @now AND {key} IN (SELECT {key} FROM {table} WHERE {due} <= @now ORDER BY {due} LIMIT @page)
                        RETURNING {key}, order_id, {orphan}
                        """
                    )
                    .With("lease", now + Lease)
                    .With("now", now)
                    .With("page", Page)
                    .ListAsync(r => (r.Text(0), r.IdOrNull(1) ?? MoneyIds.OrphanKey(r.Text(2)))),
            ct
        );
    }
}
