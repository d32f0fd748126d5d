using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Ops.Conservation;

/// <summary>
/// Stock against orders. The counters of all shards are read in every look (a short row each). Counting a sale's orders costs its
/// rows, so of those a budget is counted: what changed first, and what was not counted for longest.
/// </summary>
internal sealed class StockScan(ConservationOptions options)
{
    // Sales in one statement: a few hundred parameters.
    private const int SalesAtOnce = 200;

    // What this silo remembers of each sale's last count. Forgotten with the process: then everything is due again.
    private readonly Dictionary<Guid, Mark> _marks = [];
    private long _look;
    private long _forChanged;
    private long _forOldest;

    public async Task<StockSums> RunAsync(LedgerSession session, IReadOnlySet<string> suspects, Action<Finding> found)
    {
        _look++;
        var sales = await ReadAsync(session);
        foreach (var gone in _marks.Keys.Where(id => !sales.ContainsKey(id)).ToList())
            _marks.Remove(gone);
        var due = Due(sales, suspects);
        var rows = new Dictionary<(Guid, int), (long Held, long Confirmed)>();
        var counted = 0L;
        foreach (var part in due.Chunk(SalesAtOnce))
            counted += await CountAsync(session, part, rows);
        foreach (var sale in sales.Values)
            Judge(sale, due.Contains(sale.Id), rows, found);
        var shards = sales.Values.SelectMany(s => s.Shards).ToList();
        var (held, confirmed) = (shards.Sum(s => s.Held), shards.Sum(s => s.Confirmed));
        return new(
            sales.Count,
            sales.Values.Sum(s => s.Stock),
            shards.Sum(s => s.Allotted) - held - confirmed,
            held,
            confirmed,
            due.Count,
            counted,
            due.Count == sales.Count
        );
    }

    private static async Task<Dictionary<Guid, Sale>> ReadAsync(LedgerSession session)
    {
        var sales = new Dictionary<Guid, Sale>();
        await session
            .Sql("SELECT id, stock FROM flash_sales WHERE status > 0")
            .EachAsync(r => sales.Add(r.Id(0), new(r.Id(0), r.Long(1), [])));
        await session
            .Sql("SELECT sale_id, shard, allotted, held, confirmed, revision FROM stock_shards")
            .EachAsync(r =>
            {
                if (!sales.TryGetValue(r.Id(0), out var sale))
                    return;
                sale.Shards.Add(new(r.Int(1), r.Long(2), r.Long(3), r.Long(4), null));
                sale.Revisions += r.Long(5);
            });
        return sales;
    }

    private HashSet<Guid> Due(Dictionary<Guid, Sale> sales, IReadOnlySet<string> suspects)
    {
        var due = sales.Keys.Where(id => suspects.Contains($"sale/{id}")).ToHashSet();
        var oldest = sales.Values.OrderBy(s => _marks.GetValueOrDefault(s.Id).Look).ToList();
        Take(oldest.Where(s => _marks.GetValueOrDefault(s.Id).Revisions != s.Revisions), ref _forChanged);
        Take(oldest, ref _forOldest);
        return due;

        // One sale may cost more than a look has: it is counted, and the next looks pay for it.
        void Take(IEnumerable<Sale> inTurn, ref long credit)
        {
            var half = Math.Max(1, options.OrdersCounted / 2);
            credit = Math.Min(credit + half, half);
            foreach (var sale in inTurn)
            {
                if (credit <= 0)
                    return;
                // What it counted the last time says more than its counters: cancelled orders have rows too.
                if (due.Add(sale.Id))
                    credit -= Math.Max(
                        1,
                        Math.Max(_marks.GetValueOrDefault(sale.Id).Orders, sale.Shards.Sum(s => s.Held + s.Confirmed))
                    );
            }
        }
    }

    private async Task<long> CountAsync(LedgerSession session, Guid[] sales, Dictionary<(Guid, int), (long, long)> rows)
    {
        var orders = sales.ToDictionary(id => id, _ => 0L);
        await session
            .Sql(
                $"""
                SELECT sale_id, shard, coalesce(sum(CASE WHEN status IN (0, 1) THEN quantity END), 0),
                       coalesce(sum(CASE WHEN status IN (2, 3, 5) THEN quantity - returned END), 0), count(*)
                FROM orders WHERE sale_id IN ({LedgerCommand.Names("s", sales.Length)}) GROUP BY sale_id, shard
                """
            )
            .WithEach("s", sales)
            .EachAsync(r =>
            {
                rows.Add((r.Id(0), r.Int(1)), (r.Sum(2), r.Sum(3)));
                orders[r.Id(0)] += r.Long(4);
            });
        foreach (var (sale, count) in orders)
            _marks[sale] = new(_look, 0, count);
        return orders.Values.Sum();
    }

    private void Judge(
        Sale sale,
        bool counted,
        Dictionary<(Guid, int), (long Held, long Confirmed)> rows,
        Action<Finding> found
    )
    {
        var shards = sale.Shards;
        if (counted)
        {
            shards = shards.ConvertAll(s => s with { Rows = rows.GetValueOrDefault((sale.Id, s.Shard)) });
            // Orders of a shard that is not there: it has nothing, and so they have too much.
            shards.AddRange(
                rows.Where(r => r.Key.Item1 == sale.Id && shards.TrueForAll(s => s.Shard != r.Key.Item2))
                    .Select(r => new ShardCount(r.Key.Item2, 0, 0, 0, r.Value))
            );
            _marks[sale.Id] = _marks[sale.Id] with { Revisions = sale.Revisions };
        }
        foreach (var finding in ConservationRule.Sale(sale.Id, sale.Stock, shards))
            found(finding);
    }

    private sealed record Sale(Guid Id, long Stock, List<ShardCount> Shards)
    {
        public long Revisions { get; set; }
    }

    private readonly record struct Mark(long Look, long Revisions, long Orders);
}
