using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Ops.Reconciliation;

/// <summary>
/// Compares stock with orders. Every run reads the counters of all shards (a short row each). Counting a campaign's orders costs its
/// rows, so a run counts within a budget: campaigns that changed first, then those not counted for longest.
/// </summary>
internal sealed class StockScan(ReconciliationOptions options)
{
    // The number of campaigns in one statement, which has a parameter for each.
    private const int CampaignsAtOnce = 200;

    // The silo's memory of each campaign's last count. A new process remembers nothing, so every campaign is due again.
    private readonly Dictionary<Guid, Mark> _marks = [];
    private long _run;
    private long _forChanged;
    private long _forOldest;

    public async Task<StockSums> RunAsync(
        LedgerSession session,
        IReadOnlySet<string> suspects,
        Action<Discrepancy> found
    )
    {
        _run++;
        var campaigns = await ReadAsync(session);
        foreach (var gone in _marks.Keys.Where(id => !campaigns.ContainsKey(id)).ToList())
            _marks.Remove(gone);
        var due = Due(campaigns, suspects);
        var rows = new Dictionary<(Guid, int), (long Held, long Confirmed)>();
        var counted = 0L;
        foreach (var part in due.Chunk(CampaignsAtOnce))
            counted += await CountAsync(session, part, rows);
        foreach (var campaign in campaigns.Values)
            Evaluate(campaign, due.Contains(campaign.Id), rows, found);
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
            .Sql($"SELECT id, stock FROM campaigns WHERE status <> {CampaignStatus.Draft:D}")
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
        var oldest = campaigns.Values.OrderBy(s => _marks.GetValueOrDefault(s.Id).Run).ToList();
        Take(oldest.Where(s => _marks.GetValueOrDefault(s.Id).Revisions != s.Revisions), ref _forChanged);
        Take(oldest, ref _forOldest);
        return due;

        // A campaign may cost more than a run has: the run counts it, and the next runs pay for it.
        void Take(IEnumerable<Campaign> inTurn, ref long credit)
        {
            var half = Math.Max(1, options.OrdersCounted / 2);
            credit = Math.Min(credit + half, half);
            foreach (var campaign in inTurn)
            {
                if (credit <= 0)
                    return;
                // The last count says more than the counters, because cancelled orders have rows too.
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
                SELECT campaign_id, shard,
                    coalesce(sum(CASE WHEN status IN ({OrderStatus.PendingPayment:D}, {OrderStatus.Closing:D}) THEN quantity END), 0),
                    coalesce(sum(CASE WHEN status IN ({OrderStatus.Paid:D}, {OrderStatus.Fulfilled:D}, {OrderStatus.Refunding:D})
                        THEN quantity - returned END), 0), count(*)
                FROM orders WHERE campaign_id {session.AnyOf<Guid>("campaigns")} GROUP BY campaign_id, shard
                """
            )
            .WithAnyOf("campaigns", campaigns)
            .EachAsync(r =>
            {
                rows.Add((r.Id(0), r.Int(1)), (r.Sum(2), r.Sum(3)));
                orders[r.Id(0)] += r.Long(4);
            });
        foreach (var (campaign, count) in orders)
            _marks[campaign] = new(_run, 0, count);
        return orders.Values.Sum();
    }

    private void Evaluate(
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
            // A missing shard counts as an empty one, so its orders are a discrepancy.
            shards.AddRange(
                rows.Where(r => r.Key.Item1 == campaign.Id && shards.TrueForAll(s => s.Shard != r.Key.Item2))
                    .Select(r => new ShardCount(r.Key.Item2, 0, 0, 0, r.Value))
            );
            _marks[campaign.Id] = _marks[campaign.Id] with { Revisions = campaign.Revisions };
        }
        foreach (var discrepancy in ReconciliationRule.Campaign(campaign.Id, campaign.Stock, shards))
            found(discrepancy);
    }

    private sealed record Campaign(Guid Id, long Stock, List<ShardCount> Shards)
    {
        public long Revisions { get; set; }
    }

    private readonly record struct Mark(long Run, long Revisions, long Orders);
}
