using FuelGrains.GrainInterfaces.Ops.Scheduling;
using FuelGrains.Grains.Campaigns.Stock;
using FuelGrains.Grains.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Core.Internal;
using Orleans.Runtime;

namespace FuelGrains.Grains.Campaigns.Spread;

/// <summary>
/// Opens the shards of campaigns that start soon, and moves those that lie on another silo than <see cref="ShardPlacement"/> gives them
/// now, so that the first second of a sale opens none. Every silo runs a warmer: a shard that is open in its place stays as it is, so the
/// next run heals what a silo left that died meanwhile.
/// </summary>
public sealed class ShardWarmer(
    LedgerDatabase ledger,
    IGrainFactory grains,
    IOptions<StockShardLimits> limits,
    TimeProvider time,
    ILogger<ShardWarmer> log
) : PeriodicService("The warming of shards", TimeSpan.FromSeconds(5), time, log)
{
    /// <summary>Shards that one warmer opens at the same time: campaigns like to start at the full hour, all together.</summary>
    private const int MostAtOnce = 8;

    /// <summary>Shards of one run, those of the next campaign first. A shard that is open already costs a call and no reading.</summary>
    private const int MostShards = 10_000;

    /// <summary>A shard does not move any more this shortly before the start: its opening must be over by then.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(10);

    /// <summary>Opens the shards that are due.</summary>
    public async Task WarmAsync(CancellationToken ct)
    {
        var now = Time.GetUtcNow();
        var due = await FindAsync(ledger, now, now + limits.Value.WarmBefore, ct);
        await Parallel.ForEachAsync(
            due,
            new ParallelOptions { MaxDegreeOfParallelism = MostAtOnce, CancellationToken = ct },
            async (shard, _) => await WarmAsync(shard.Key, mayMove: shard.StartsAt - Time.GetUtcNow() > Settled)
        );
    }

    /// <summary>The shards of published campaigns that start from now on, and before that time.</summary>
    internal static Task<ImmutableArray<(StockShardKey Key, DateTimeOffset StartsAt)>> FindAsync(
        LedgerDatabase ledger,
        DateTimeOffset now,
        DateTimeOffset until,
        CancellationToken ct
    ) =>
        ledger.ReadAsync(
            session =>
                session
                    .Sql(
                        $"""
                        SELECT c.campaign_id, c.shard, s.starts_at FROM campaigns s JOIN stock_shards c ON c.campaign_id = s.id
                        WHERE s.status = {CampaignStatus.Published:D} AND s.starts_at >= @now AND s.starts_at < @until
                        ORDER BY s.starts_at, c.campaign_id, c.shard LIMIT @limit
                        """
                    )
                    .With("now", now)
                    .With("until", until)
                    .With("limit", MostShards)
                    .ListAsync(r => (new StockShardKey(new(r.Id(0)), r.Int(1)), r.Time(2))),
            ct
        );

    protected override Task RunOnceAsync(CancellationToken ct) => WarmAsync(ct);

    // A shard that cannot be reached keeps no other from its turn.
    private async Task WarmAsync(StockShardKey key, bool mayMove)
    {
        var shard = grains.GetGrain<IStockShardGrain>(key.ToString());
        try
        {
            // Either call opens the shard. The first asks for its place again, and leaves it alone when that is where it is.
            if (mayMove)
                await shard.AsReference<IGrainManagementExtension>().MigrateOnIdle();
            else
                await shard.ExpireOverdueAsync();
        }
        catch (Exception away) when (away is TimeoutException or OrleansException)
        {
            Log.LogWarning("Shard {Shard} is about to start and does not answer: {Reason}", key, away.Message);
        }
    }
}
