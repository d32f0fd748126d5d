using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Campaigns;

/// <summary>Tells what a commit did to orders, in the form that web nodes filter by customer.</summary>
internal static class OrderChanges
{
    public static OrdersUpdate Of(StockShard shard, ShardBatch batch, ShardCommit commit)
    {
        var changes = ImmutableArray.CreateBuilder<OrderChange>(batch.Holds.Count + batch.Resolutions.Count);
        foreach (var hold in batch.Holds)
            if (!commit.Unclaimed.Contains(hold.Id))
                changes.Add(new(hold.Id, hold.Customer, hold.Quantity, hold.AmountFen, OrderStatus.PendingPayment, CloseCause.None,
                    hold.CreatedAt, hold.PayBy, null));
        foreach (var resolved in batch.Resolutions)
            if (!commit.Unresolved.Contains(resolved.Id))
                changes.Add(new(resolved.Id, resolved.Customer, resolved.Quantity, resolved.Quantity * shard.Terms.SalePriceFen,
                    resolved.To, resolved.Cause, resolved.Id.CreatedAt, shard.Slot(resolved.Slot).PayBy,
                    resolved.To == OrderStatus.Cancelled ? resolved.At : null));
        return new(shard.Key.Sale, shard.Key.Shard, shard.Epoch, shard.Terms.Title, changes.DrainToImmutable());
    }
}
