namespace FuelGrains.Grains.Storage;

/// <summary>The rare moves of a shard's row, in SQL that both dialects share: taking it over and lending units.</summary>
internal static class ShardOwnership
{
    /// <summary>Raises the shard's epoch and reads its terms. From here on every earlier owner is fenced off.</summary>
    public static Task<ShardOpening?> TakeAsync(LedgerDatabase database, StockShardKey key, CancellationToken ct) =>
        database.WriteAsync(
            async session =>
            {
                var row = await session
                    .Sql(
                        """
                        UPDATE stock_shards SET epoch = epoch + 1 WHERE campaign_id = @campaign AND shard = @shard
                        RETURNING epoch, revision, allotted, held, confirmed
                        """
                    )
                    .With("campaign", key.Campaign.Value)
                    .With("shard", key.Shard)
                    .FirstAsync(r =>
                        (Epoch: r.Long(0), Counters: new ShardCounters(r.Long(1), r.Long(2), r.Long(3), r.Long(4)))
                    );
                if (row.Epoch == 0)
                    return null;
                var (terms, status) = await CampaignRows.FindAsync(session, key.Campaign);
                return new ShardOpening(terms, status, row.Epoch, row.Counters);
            },
            ct
        );

    /// <summary>The shard's counters as they are on disk, which a sibling's loan may have raised; null for a stale epoch.</summary>
    public static Task<ShardCounters?> ReadAsync(
        LedgerDatabase database,
        StockShardKey key,
        long epoch,
        CancellationToken ct
    ) =>
        database.ReadAsync(
            session =>
                session
                    .Sql(
                        """
                        SELECT revision, allotted, held, confirmed FROM stock_shards WHERE campaign_id = @campaign AND shard = @shard AND epoch = @epoch
                        """
                    )
                    .With("campaign", key.Campaign.Value)
                    .With("shard", key.Shard)
                    .With("epoch", epoch)
                    .FirstAsync(r => (ShardCounters?)new ShardCounters(r.Long(0), r.Long(1), r.Long(2), r.Long(3))),
            ct
        );

    /// <summary>Lowers the donor's allotment behind its fence and raises the asker's. Rows are taken in shard order: no deadlock.</summary>
    public static async Task<ShardCommit> LendAsync(LedgerSession session, ShardBatch batch, Loan loan)
    {
        var campaign = batch.Key.Campaign.Value;
        var donorFirst = batch.Key.Shard < loan.ToShard;
        if (!donorFirst)
            await RaiseAsync(session, campaign, loan);
        var counters = await session
            .Sql(
                """
                UPDATE stock_shards SET revision = revision + 1, allotted = allotted - @units
                WHERE campaign_id = @campaign AND shard = @shard AND epoch = @epoch
                RETURNING revision, allotted, held, confirmed
                """
            )
            .With("units", loan.Units)
            .With("campaign", campaign)
            .With("shard", batch.Key.Shard)
            .With("epoch", batch.Epoch)
            .FirstAsync(r => (ShardCounters?)new ShardCounters(r.Long(0), r.Long(1), r.Long(2), r.Long(3)));
        if (counters is null)
        {
            // Nothing may survive a fence that matched no row: take the raise back in the same transaction.
            if (!donorFirst)
                await RaiseAsync(session, campaign, loan with { Units = -loan.Units });
            return ShardCommit.WasFenced;
        }
        if (donorFirst)
            await RaiseAsync(session, campaign, loan);
        return ShardCommit.Of(counters.Value);
    }

    private static async Task RaiseAsync(LedgerSession session, Guid campaign, Loan loan)
    {
        var raised = await session
            .Sql(
                "UPDATE stock_shards SET revision = revision + 1, allotted = allotted + @units WHERE campaign_id = @campaign AND shard = @shard"
            )
            .With("units", loan.Units)
            .With("campaign", campaign)
            .With("shard", loan.ToShard)
            .ExecuteAsync();
        if (raised != 1)
            throw new LedgerRefusedException($"There is no shard {loan.ToShard} to lend to.");
    }
}
