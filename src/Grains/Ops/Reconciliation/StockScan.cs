using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Ops.Reconciliation;

/// <summary>
/// Stock against orders. The counters of all shards are read in every look (a short row each). Counting a campaign's orders costs its
/// rows, so of those a budget is counted: what changed first, and what was not counted for longest.
/// </summary>
internal sealed class StockScan(ReconciliationOptions options)
{
    // Campaigns in one statement: a few hundred parameters.
    private const int SalesAtOnce = 200;

    // What this silo remembers of each campaign's last count. Forgotten with the process: then everything is due again.
    private readonly Dictionary<Guid, Mark> _marks = [];
    private long _look;
    private long _forChanged;
    private long _forOldest;

    public async Task<StockSums> RunAsync(
        LedgerSession session,
        IReadOnlySet<string> suspects,
        Action<Discrepancy> found
    )
    {
        _look++;
        var campaigns = await ReadAsync(session);
        foreach (var gone in _marks.Keys.Where(id => !campaigns.ContainsKey(id)).ToList())
            _marks.Remove(gone);
        var due = Due(campaigns, suspects);
        var rows = new Dictionary<(Guid, int), (long Held, long Confirmed)>();
        var counted = 0L;
        foreach (var part in due.Chunk(SalesAtOnce))
            counted += await CountAsync(session, part, rows);
        foreach (var campaign in campaigns.Values)
            Judge(campaign, due.Contains(campaign.Id), rows, found);
        var shards = campaigns.Values.SelectMany(s => s.Shards).ToList();
        var (held, confirmed) = (shards.Sum(s => s.Held), shards.Sum(s => s.Confirmed));
        return new(
            campaigns.Count,
            campaigns.Values.Sum(s => s.Stock),
            shards.Sum(s => s.Allotted) - held - confirmed,
            held,
            confirmed,
            due.Count,
            counted,
            due.Count == campaigns.Count
        );
    }

    private static async Task<Dictionary<Guid, Campaign>> ReadAsync(LedgerSession session)
    {
        var campaigns = new Dictionary<Guid, Campaign>();
        await session
            .Sql("SELECT id, stock FROM campaigns WHERE status > 0")
            .EachAsync(r => campaigns.Add(r.Id(0), new(r.Id(0), r.Long(1), [])));
        await session
            .Sql("SELECT campaign_id, shard, allotted, held, confirmed, revision FROM stock_shards")
            .EachAsync(r =>
            {
                if (!campaigns.TryGetValue(r.Id(0), out var campaign))
                    return;
                campaign.Shards.Add(new(r.Int(1), r.Long(2), r.Long(3), r.Long(4), null));
                campaign.Revisions += r.Long(5);
            });
        return campaigns;
    }

    private HashSet<Guid> Due(Dictionary<Guid, Campaign> campaigns, IReadOnlySet<string> suspects)
    {
        var due = campaigns.Keys.Where(id => suspects.Contains($"sale/{id}")).ToHashSet();
        var oldest = campaigns.Values.OrderBy(s => _marks.GetValueOrDefault(s.Id).Look).ToList();
        Take(oldest.Where(s => _marks.GetValueOrDefault(s.Id).Revisions != s.Revisions), ref _forChanged);
        Take(oldest, ref _forOldest);
        return due;

        // One campaign may cost more than a look has: it is counted, and the next looks pay for it.
        void Take(IEnumerable<Campaign> inTurn, ref long credit)
        {
            var half = Math.Max(1, options.OrdersCounted / 2);
            credit = Math.Min(credit + half, half);
            foreach (var campaign in inTurn)
            {
                if (credit <= 0)
                    return;
                // What it counted the last time says more than its counters: cancelled orders have rows too.
                if (due.Add(campaign.Id))
                    credit -= Math.Max(
                        1,
                        Math.Max(
                            _marks.GetValueOrDefault(campaign.Id).Orders,
                            campaign.Shards.Sum(s => s.Held + s.Confirmed)
                        )
                    );
            }
        }
    }

    private async Task<long> CountAsync(
        LedgerSession session,
        Guid[] campaigns,
        Dictionary<(Guid, int), (long, long)> rows
    )
    {
        var orders = campaigns.ToDictionary(id => id, _ => 0L);
        await session
            .Sql(
                $"""
                SELECT campaign_id, shard, coalesce(sum(CASE WHEN status IN (0, 1) THEN quantity END), 0),
                       coalesce(sum(CASE WHEN status IN (2, 3, 5) THEN quantity - returned END), 0), count(*)
                FROM orders WHERE campaign_id IN ({LedgerCommand.Names(
                    "s",
                    campaigns.Length
                )}) GROUP BY campaign_id, shard
                """
            )
            .WithEach("s", campaigns)
            .EachAsync(r =>
            {
                rows.Add((r.Id(0), r.Int(1)), (r.Sum(2), r.Sum(3)));
                orders[r.Id(0)] += r.Long(4);
            });
        foreach (var (campaign, count) in orders)
            _marks[campaign] = new(_look, 0, count);
        return orders.Values.Sum();
    }

    private void Judge(
        Campaign campaign,
        bool counted,
        Dictionary<(Guid, int), (long Held, long Confirmed)> rows,
        Action<Discrepancy> found
    )
    {
        var shards = campaign.Shards;
        if (counted)
        {
            shards = shards.ConvertAll(s => s with { Rows = rows.GetValueOrDefault((campaign.Id, s.Shard)) });
            // Orders of a shard that is not there: it has nothing, and so they have too much.
            shards.AddRange(
                rows.Where(r => r.Key.Item1 == campaign.Id && shards.TrueForAll(s => s.Shard != r.Key.Item2))
                    .Select(r => new ShardCount(r.Key.Item2, 0, 0, 0, r.Value))
            );
            _marks[campaign.Id] = _marks[campaign.Id] with { Revisions = campaign.Revisions };
        }
        foreach (var finding in ReconciliationRule.Campaign(campaign.Id, campaign.Stock, shards))
            found(finding);
    }

    private sealed record Campaign(Guid Id, long Stock, List<ShardCount> Shards)
    {
        public long Revisions { get; set; }
    }

    private readonly record struct Mark(long Look, long Revisions, long Orders);
}
