using FuelGrains.GrainInterfaces.Ops.Scheduling;
using FuelGrains.Grains.Storage;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace FuelGrains.Grains.Campaigns;

/// <summary>
/// Finds shards with holds that are overdue, with teams past their deadline, or with either in a closed campaign, and wakes them: a
/// timer dies with its activation, the row does not. Every silo runs a sweeper, because the sweeper itself changes nothing.
/// </summary>
public sealed class ShardSweeper(
    LedgerDatabase ledger,
    IGrainFactory grains,
    TimeProvider time,
    ILogger<ShardSweeper> log
) : PeriodicService("The sweep of overdue holds and teams", TimeSpan.FromSeconds(5), time, log)
{
    // The shard's own timer acts first; the sweeper waits this long for it.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);
    private const int MaxShardsPerSweep = 1_000;

    /// <summary>Shards that have a hold to expire.</summary>
    public static Task<ImmutableArray<StockShardKey>> WithHoldsAsync(
        LedgerDatabase ledger,
        DateTimeOffset before,
        CancellationToken ct
    ) =>
        FindAsync(
            ledger,
            $"""
            SELECT c.campaign_id, c.shard FROM stock_shards c JOIN campaigns s ON s.id = c.campaign_id
            WHERE c.held > 0 AND (c.next_pay_by < @before OR s.status = {CampaignStatus.Closed:D}) ORDER BY c.next_pay_by LIMIT @limit
            """,
            before,
            ct
        );

    /// <summary>Shards that have a team to end.</summary>
    public static Task<ImmutableArray<StockShardKey>> WithTeamsAsync(
        LedgerDatabase ledger,
        DateTimeOffset before,
        CancellationToken ct
    ) =>
        FindAsync(
            ledger,
            $"""
            SELECT t.campaign_id, t.shard FROM teams t JOIN campaigns s ON s.id = t.campaign_id
            WHERE t.status = {TeamStatus.Open:D} AND (t.deadline < @before OR s.status = {CampaignStatus.Closed:D})
            GROUP BY t.campaign_id, t.shard ORDER BY min(t.deadline) LIMIT @limit
            """,
            before,
            ct
        );

    protected override async Task RunOnceAsync(CancellationToken ct)
    {
        var before = Time.GetUtcNow() - Grace;
        var (holds, teams) = (await WithHoldsAsync(ledger, before, ct), await WithTeamsAsync(ledger, before, ct));
        foreach (var shard in holds.Union(teams))
            await WakeAsync(shard);
    }

    // A shard that cannot be reached keeps no other from its turn.
    private async Task WakeAsync(StockShardKey shard)
    {
        try
        {
            await grains.GetGrain<IStockShardGrain>(shard.ToString()).ExpireOverdueAsync();
        }
        catch (Exception away) when (away is TimeoutException or OrleansException)
        {
            Log.LogWarning("Shard {Shard} is overdue and does not answer: {Reason}", shard, away.Message);
        }
    }

    private static Task<ImmutableArray<StockShardKey>> FindAsync(
        LedgerDatabase ledger,
        string sql,
        DateTimeOffset before,
        CancellationToken ct
    ) =>
        ledger.ReadAsync(
            session =>
                session
                    .Sql(sql)
                    .With("before", before)
                    .With("limit", MaxShardsPerSweep)
                    .ListAsync(r => new StockShardKey(new(r.Id(0)), r.Int(1))),
            ct
        );
}
