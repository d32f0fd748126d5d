using FuelGrains.Grains.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FuelGrains.Grains.Campaigns;

/// <summary>
/// Finds shards whose holds are overdue, or still open in a closed sale, and wakes them: a timer dies with its
/// activation, the row does not. It changes nothing itself, so every silo may run one.
/// </summary>
public sealed class SaleSweeper(LedgerDatabase ledger, IGrainFactory grains, TimeProvider time, ILogger<SaleSweeper> log) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);
    // The shard's own timer had this long to be faster.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);
    private const int MaxShardsPerSweep = 1_000;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
#pragma warning disable CA1031 // the next sweep tries again
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogWarning("The sweep for overdue holds failed: {Reason}", error.Message);
            }
#pragma warning restore CA1031
        }
    }

    private async Task SweepAsync(CancellationToken ct)
    {
        var overdue = await ledger.ReadAsync(session => session.Sql("""
            SELECT c.sale_id, c.shard FROM stock_shards c JOIN flash_sales s ON s.id = c.sale_id
            WHERE c.held > 0 AND (c.next_pay_by < @before OR s.status = 3) ORDER BY c.next_pay_by LIMIT @limit
            """)
            .With("before", time.GetUtcNow() - Grace).With("limit", MaxShardsPerSweep)
            .ListAsync(r => new StockShardKey(new(r.Id(0)), r.Int(1))), ct);
        foreach (var shard in overdue) await grains.GetGrain<IStockShardGrain>(shard.ToString()).ExpireOverdueAsync();
    }
}
