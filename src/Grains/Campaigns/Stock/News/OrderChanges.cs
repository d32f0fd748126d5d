namespace FuelGrains.Grains.Campaigns.Stock.News;

/// <summary>Lists a commit's changes of orders, in the form that web nodes filter by customer.</summary>
internal static class OrderChanges
{
    public static OrdersUpdate Of(StockShard shard, ShardBatch batch, ShardCommit commit)
    {
        var changes = ImmutableArray.CreateBuilder<OrderChange>(batch.Holds.Count + batch.Moves.Count);
        foreach (var hold in batch.Holds)
            if (!commit.Duplicates.Contains(hold.Id) && !commit.Refused.ContainsKey(hold.Id))
                changes.Add(
                    new(
                        hold.Id,
                        hold.Customer,
                        hold.Quantity,
                        hold.AmountFen,
                        OrderStatus.PendingPayment,
                        CloseCause.None,
                        hold.CreatedAt,
                        hold.PayBy,
                        null,
                        shard.Answers.TeamOf(hold.Slot)
                    )
                );
        foreach (var move in batch.Moves)
            if (!commit.Conflicts.Contains(move.Id))
                changes.Add(
                    new(
                        move.Id,
                        move.Customer,
                        move.Next.Quantity,
                        shard.Answers.AmountFen(move.Slot),
                        move.To,
                        move.Cause,
                        move.Id.CreatedAt,
                        shard.Answers.PayBy(move.Slot),
                        move.To is OrderStatus.Cancelled or OrderStatus.Refunded ? move.At : null,
                        shard.Answers.TeamOf(move.Slot)
                    )
                );
        return new(shard.Key.Campaign, shard.Key.Shard, shard.OpenedAt, shard.Terms.Title, changes.DrainToImmutable());
    }
}
