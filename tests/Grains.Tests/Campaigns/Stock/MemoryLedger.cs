using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.Grains.Campaigns;
using FuelGrains.Grains.Campaigns.Stock;
using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Tests.Campaigns.Stock;

/// <summary>A shard's rows, kept as plainly as can be, with the contract of the real tables and faults on demand.</summary>
internal sealed class MemoryLedger(StockShardKey key, CampaignTerms terms)
{
    private readonly List<Row> _rows = [];

    public IReadOnlyList<Row> Rows => _rows;
    public List<NewOutboxMessage> Outbox { get; } = [];
    public CampaignStatus Status { get; private set; } = CampaignStatus.Published;
    public long Epoch { get; private set; }
    public ShardCounters Counters { get; private set; } = new(0, terms.Stock, 0, 0);
    public DateTimeOffset? NextPayBy { get; private set; }

    /// <summary>When the first hold on disk really runs out.</summary>
    public DateTimeOffset? FirstPayBy =>
        _rows.Where(r => r.Status == OrderStatus.PendingPayment).Min(r => (DateTimeOffset?)r.Order.PayBy);

    public ShardOpening Open(IShardReader reader)
    {
        Epoch++;
        reader.Begin(_rows.Count);
        // The worst order: a shard must not rely on any.
        foreach (var row in _rows.OrderByDescending(r => r.Order.PayBy))
            reader.Order(
                new(
                    row.Order.Id,
                    row.Order.Customer,
                    row.Order.KeyHash,
                    row.Order.BodyHash,
                    row.Order.Quantity,
                    row.OrderState,
                    row.Order.PayBy,
                    ClosedAt: row.ClosedAt
                )
            );
        return new(terms, Status, Epoch, Counters);
    }

    public ShardCommit Commit(ShardBatch batch, LedgerFault fault = LedgerFault.None)
    {
        if (fault == LedgerFault.ThrowsBefore)
            throw new TimeoutException("The commit never came.");
        var commit = Commit(batch);
        if (fault == LedgerFault.CommitsThenThrows)
            throw new TimeoutException("The commit came; its answer did not.");
        return commit;
    }

    /// <summary>The staff's changes: each raises the fencing epoch.</summary>
    public void Restock(long delta)
    {
        Epoch++;
        Counters = Checked(Counters with { Revision = Counters.Revision + 1, Allotted = Counters.Allotted + delta });
    }

    public void Move(CampaignStatus to)
    {
        Epoch++;
        Status = to;
    }

    private ShardCommit Commit(ShardBatch batch)
    {
        if (batch.Key != key || batch.Epoch != Epoch)
            return ShardCommit.Stale;
        if (batch.Loan is { } loan)
        {
            Counters = Checked(
                Counters with
                {
                    Revision = Counters.Revision + 1,
                    Allotted = Counters.Allotted - loan.Units,
                }
            );
            return ShardCommit.Of(Counters);
        }
        long held = 0,
            confirmed = 0;
        HashSet<OrderId> duplicates = [],
            conflicts = [];
        var claimed = new List<Row>();
        foreach (var hold in batch.Holds)
        {
            if (
                _rows
                    .Concat(claimed)
                    .Any(r =>
                        r.Order.Id == hold.Id || (r.Order.Customer == hold.Customer && r.Order.KeyHash == hold.KeyHash)
                    )
            )
                duplicates.Add(hold.Id);
            else
            {
                claimed.Add(new(hold, new(OrderStatus.PendingPayment, CloseCause.None, false, hold.Quantity, 0)));
                held += hold.Quantity;
            }
        }
        var moved = batch.Moves.Where(m => _rows.Any(row => row.Order.Id == m.Id && row.Status == m.From)).ToList();
        conflicts.UnionWith(batch.Moves.Except(moved).Select(m => m.Id));
        held += moved.Sum(m => m.HeldDelta);
        confirmed += moved.Sum(m => m.ConfirmedDelta);
        Counters = Checked(
            Counters with
            {
                Revision = Counters.Revision + 1,
                Held = Counters.Held + held,
                Confirmed = Counters.Confirmed + confirmed,
            }
        );
        _rows.AddRange(claimed);
        foreach (var move in moved)
        {
            var i = _rows.FindIndex(row => row.Order.Id == move.Id);
            _rows[i] = _rows[i].Moved(move);
        }
        Outbox.AddRange(batch.OutboxMessages.Where(e => moved.Any(m => m.Id == e.Order)));
        NextPayBy = batch.NextPayBy;
        return new(false, Counters, duplicates, conflicts);
    }

    private static ShardCounters Checked(ShardCounters counters) =>
        counters is { Held: >= 0, Confirmed: >= 0, Free: >= 0 }
            ? counters
            : throw new LedgerRefusedException("ck_stock_shards_not_oversold");

    internal sealed record Row(NewOrder Order, OrderState OrderState, DateTimeOffset? ClosedAt = null)
    {
        public OrderStatus Status => OrderState.Status;
        public CloseCause Cause => OrderState.Cause;

        public Row Moved(in OrderTransition move) =>
            this with
            {
                OrderState = move.Next,
                ClosedAt = move.To is OrderStatus.Cancelled or OrderStatus.Refunded ? move.At : ClosedAt,
            };
    }
}

internal enum LedgerFault
{
    None = 0,
    ThrowsBefore = 1,
    CommitsThenThrows = 2,
}
