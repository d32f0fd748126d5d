using System.Globalization;
using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Campaigns.Stock;

/// <summary>
/// The table of stock shards in the SQL that both dialects share: everything but the batches, which each dialect writes in a
/// statement of its own.
/// </summary>
internal static class StockTable
{
    /// <summary>A shard's counters; <see cref="Counters"/> reads them.</summary>
    public const string CounterColumns = "revision, allotted, held, confirmed";

    /// <summary>An order as a flash sale's shard reads it back; <see cref="Order"/> reads it.</summary>
    public const string OrderColumns =
        "id, customer_id, key_hash, body_hash, quantity, status, cause, prepared, returned, excused, pay_by, closed_at";

    private static readonly string SelectShards = $"""
        SELECT c.shard, c.epoch, {CounterColumns},
               (SELECT count(*) FROM teams t WHERE t.campaign_id = c.campaign_id AND t.shard = c.shard AND t.status = {TeamStatus.Open:D}),
               (SELECT count(*) FROM teams t WHERE t.campaign_id = c.campaign_id AND t.shard = c.shard
                                               AND t.status = {TeamStatus.Completed:D})
        FROM stock_shards c WHERE c.campaign_id = @id ORDER BY c.shard
        """;

    /// <summary>The times in an order's life that one status stamps, as the batches of both dialects write them.</summary>
    /// <param name="next">The new status, in SQL; <paramref name="was"/> the old one, <paramref name="at"/> the time.</param>
    /// <param name="row">The name under which the statement knows the orders, with its dot; empty for none.</param>
    public static string Stamps(string next, string was, string at, string row = "") =>
        $"""
            paid_at = CASE WHEN {next} = {OrderStatus.Paid:D} AND {was} <> {OrderStatus.Paid:D} THEN {at} ELSE {row}paid_at END,
            fulfilled_at = CASE WHEN {next} = {OrderStatus.Fulfilled:D} AND {was} <> {OrderStatus.Fulfilled:D}
                                THEN {at} ELSE {row}fulfilled_at END,
            closed_at = CASE WHEN {next} IN ({OrderStatus.Cancelled:D}, {OrderStatus.Refunded:D}) THEN {at} ELSE {row}closed_at END
            """;

    /// <summary>Reads <see cref="CounterColumns"/>.</summary>
    /// <param name="first">Where they begin in the row.</param>
    public static ShardCounters Counters(LedgerRow r, int first = 0) =>
        new(r.Long(first), r.Long(first + 1), r.Long(first + 2), r.Long(first + 3));

    /// <summary>Reads <see cref="OrderColumns"/>.</summary>
    public static StoredOrder Order(LedgerRow r) =>
        new(
            new(r.Id(0)),
            new(r.Id(1)),
            r.Id(2),
            r.Long(3),
            r.Int(4),
            new((OrderStatus)r.Int(5), (CloseCause)r.Int(6), r.Int(7) == 1, r.Int(4), r.Int(8), r.Int(9) == 1),
            r.Time(10),
            ClosedAt: r.TimeOrNull(11)
        );

    /// <summary>The state of a customer's order as it is on disk; null when the shard has no such order.</summary>
    public static Task<OrderState?> FindAsync(
        LedgerDatabase database,
        StockShardKey key,
        OrderId order,
        CustomerId customer
    ) =>
        // The shard is compared here: a plan without statistics may read the whole shard to find one order of it.
        database.ReadAsync(session =>
            session
                .Sql($"SELECT {OrderColumns}, campaign_id, shard FROM orders WHERE id = @id")
                .With("id", order.Value)
                .FirstAsync(r =>
                    Order(r) is var found
                    && found.Customer == customer
                    && new StockShardKey(new(r.Id(12)), r.Int(13)) == key
                        ? found.OrderState
                        : (OrderState?)null
                )
        );

    /// <summary>True when the customer has ever paid for an order.</summary>
    public static Task<bool> HasBoughtAsync(LedgerSession session, CustomerId customer) =>
        session
            .Sql("SELECT 1 FROM orders WHERE customer_id = @customer AND paid_at IS NOT NULL LIMIT 1")
            .With("customer", customer.Value)
            .FirstAsync(_ => true);

    /// <summary>Gives each shard of a new campaign its units, as evenly as they divide.</summary>
    public static async Task AllotAsync(LedgerSession session, CampaignId campaign, ImmutableArray<long> units)
    {
        for (var shard = 0; shard < units.Length; shard++)
            await session
                .Sql(
                    """
                    INSERT INTO stock_shards (campaign_id, shard, epoch, revision, allotted, held, confirmed)
                    VALUES (@campaign, @shard, 1, 0, @allotted, 0, 0)
                    """
                )
                .With("campaign", campaign.Value)
                .With("shard", shard)
                .With("allotted", units[shard])
                .ExecuteAsync();
    }

    /// <summary>Adds units to one shard (or takes some away).</summary>
    /// <exception cref="LedgerRefusedException">There is no such shard, or it has fewer free units than are taken away.</exception>
    public static async Task AddAsync(LedgerSession session, StockShardKey key, long units)
    {
        var added = await session
            .Sql(
                """
                UPDATE stock_shards SET revision = revision + 1, allotted = allotted + @units
                WHERE campaign_id = @campaign AND shard = @shard
                """
            )
            .With("units", units)
            .With("campaign", key.Campaign.Value)
            .With("shard", key.Shard)
            .ExecuteAsync();
        if (added != 1)
            throw new LedgerRefusedException(
                string.Create(CultureInfo.InvariantCulture, $"There is no shard {key.Shard} to add units to.")
            );
    }

    /// <summary>Raises every shard's fencing epoch: no owner can commit before it has read the ledger again.</summary>
    /// <returns>The shards under their new epochs.</returns>
    public static async Task<ImmutableArray<ShardStock>> RaiseEpochsAsync(LedgerSession session, CampaignId campaign)
    {
        // The rows are written one after the other, in shard order, as every statement that locks several shards does: no deadlock.
        foreach (var shard in await ReadShardsAsync(session, campaign))
            await session
                .Sql("UPDATE stock_shards SET epoch = epoch + 1 WHERE campaign_id = @campaign AND shard = @shard")
                .With("campaign", campaign.Value)
                .With("shard", shard.Shard)
                .ExecuteAsync();
        return await ReadShardsAsync(session, campaign);
    }

    public static Task<ImmutableArray<ShardStock>> ReadShardsAsync(LedgerSession session, CampaignId campaign) =>
        session.Sql(SelectShards).With("id", campaign.Value).ListAsync(Shard);

    /// <summary>Raises the shard's fencing epoch and reads its terms. From here on every earlier owner's commits find no row.</summary>
    public static Task<ShardOpening?> TakeAsync(LedgerDatabase database, StockShardKey key, CancellationToken ct) =>
        database.WriteAsync(
            async session =>
            {
                var row = await session
                    .Sql(
                        $"""
                        UPDATE stock_shards SET epoch = epoch + 1 WHERE campaign_id = @campaign AND shard = @shard
                        RETURNING epoch, {CounterColumns}
                        """
                    )
                    .With("campaign", key.Campaign.Value)
                    .With("shard", key.Shard)
                    .FirstAsync(r => (Epoch: r.Long(0), Counters: Counters(r, first: 1)));
                if (row.Epoch == 0)
                    return null;
                var (terms, status) = await CampaignQueries.TermsAsync(session, key.Campaign);
                return new ShardOpening(terms, status, row.Epoch, row.Counters);
            },
            ct
        );

    /// <summary>The shard's counters as they are on disk, which a sibling's loan may have raised; null for a stale epoch.</summary>
    public static Task<ShardCounters?> ReadCountersAsync(
        LedgerDatabase database,
        StockShardKey key,
        long epoch,
        CancellationToken ct
    ) =>
        database.ReadAsync(
            session =>
                session
                    .Sql(
                        $"SELECT {CounterColumns} FROM stock_shards WHERE campaign_id = @campaign AND shard = @shard AND epoch = @epoch"
                    )
                    .With("campaign", key.Campaign.Value)
                    .With("shard", key.Shard)
                    .With("epoch", epoch)
                    .FirstAsync(r => (ShardCounters?)Counters(r)),
            ct
        );

    /// <summary>
    /// Lowers the donor's allotment, if its fencing epoch is the batch's, and raises the asker's. Rows are taken in shard order: no
    /// deadlock.
    /// </summary>
    public static async Task<ShardCommit> LendAsync(LedgerSession session, ShardBatch batch, Loan loan)
    {
        var asker = batch.Key with { Shard = loan.ToShard };
        var donorFirst = batch.Key.Shard < loan.ToShard;
        if (!donorFirst)
            await AddAsync(session, asker, loan.Units);
        var counters = await session
            .Sql(
                $"""
                UPDATE stock_shards SET revision = revision + 1, allotted = allotted - @units
                WHERE campaign_id = @campaign AND shard = @shard AND epoch = @epoch
                RETURNING {CounterColumns}
                """
            )
            .With("units", loan.Units)
            .With("campaign", batch.Key.Campaign.Value)
            .With("shard", batch.Key.Shard)
            .With("epoch", batch.Epoch)
            .FirstAsync(r => (ShardCounters?)Counters(r));
        if (counters is null)
        {
            // Nothing may survive a stale epoch: take the raise back in the same transaction.
            if (!donorFirst)
                await AddAsync(session, asker, -loan.Units);
            return ShardCommit.Stale;
        }
        if (donorFirst)
            await AddAsync(session, asker, loan.Units);
        return ShardCommit.Of(counters.Value);
    }

    // Reads the columns of SelectShards.
    private static ShardStock Shard(LedgerRow r)
    {
        var counters = Counters(r, first: 2);
        return new(
            r.Int(0),
            r.Long(1),
            counters.Revision,
            counters.Allotted,
            counters.Held,
            counters.Confirmed,
            r.Sum(6),
            r.Sum(7)
        );
    }
}
