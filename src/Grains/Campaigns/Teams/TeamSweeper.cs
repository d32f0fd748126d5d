using FuelGrains.Grains.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FuelGrains.Grains.Campaigns.Teams;

/// <summary>
/// Finds teams whose deadline has passed, or whose campaign is closed, while their shard is asleep, and wakes it: what a crash
/// interrupted goes on. It changes nothing itself, so every silo may run one.
/// </summary>
public sealed class TeamSweeper(LedgerDatabase ledger, IGrainFactory grains, TimeProvider time, ILogger<TeamSweeper> log) : BackgroundService
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
                log.LogWarning("The sweep for overdue teams failed: {Reason}", error.Message);
            }
#pragma warning restore CA1031
        }
    }

    /// <summary>Shards that have a team to end.</summary>
    public static Task<ImmutableArray<StockShardKey>> OverdueAsync(LedgerDatabase ledger, DateTimeOffset before, CancellationToken ct) =>
        ledger.ReadAsync(session => session.Sql("""
            SELECT t.sale_id, t.shard FROM teams t JOIN flash_sales s ON s.id = t.sale_id
            WHERE t.status = 0 AND (t.deadline < @before OR s.status = 3)
            GROUP BY t.sale_id, t.shard ORDER BY min(t.deadline) LIMIT @limit
            """)
            .With("before", before).With("limit", MaxShardsPerSweep).ListAsync(r => new StockShardKey(new(r.Id(0)), r.Int(1))), ct);

    private async Task SweepAsync(CancellationToken ct)
    {
        foreach (var shard in await OverdueAsync(ledger, time.GetUtcNow() - Grace, ct))
        {
            try
            {
                await grains.GetGrain<IStockShardGrain>(shard.ToString()).ExpireOverdueAsync();
            }
            // One shard that cannot be reached keeps no other from its turn.
            catch (Exception away) when (away is TimeoutException or Orleans.Runtime.OrleansException)
            {
                log.LogWarning("Shard {Shard} has overdue teams and does not answer: {Reason}", shard, away.Message);
            }
        }
    }
}
