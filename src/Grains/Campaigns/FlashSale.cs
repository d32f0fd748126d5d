namespace FuelGrains.Grains.Campaigns;

/// <summary>The rule of a sale's life and of its public numbers: draft -> published &lt;-> paused -> closed.</summary>
public sealed class FlashSale(SaleView view, ImmutableArray<ShardStock> shards)
{
    private ImmutableArray<ShardStock> _shards = shards;

    public SaleView View { get; private set; } = view;

    public SaleStatus Status => View.Status;

    public bool IsPublic => Status != SaleStatus.Draft;

    public bool MayPublish => Status == SaleStatus.Draft;
    public bool MayPause => Status == SaleStatus.Published;
    public bool MayResume => Status == SaleStatus.Paused;
    public bool MayRestock => Status is SaleStatus.Published or SaleStatus.Paused;
    public bool MayClose => Status != SaleStatus.Closed;

    /// <summary>Takes a shard's report; false when it says nothing new. Reports are ordered by (epoch, revision).</summary>
    public bool Report(ShardStock stock)
    {
        if (stock.Shard < 0 || stock.Shard >= _shards.Length)
            return false;
        var known = _shards[stock.Shard];
        if ((stock.Epoch, stock.Revision).CompareTo((known.Epoch, known.Revision)) <= 0)
            return false;
        _shards = _shards.SetItem(stock.Shard, stock);
        View = View with
        {
            Held = _shards.Sum(s => s.Held),
            Confirmed = _shards.Sum(s => s.Confirmed),
            TeamsOpen = _shards.Sum(s => s.TeamsOpen),
            TeamsCompleted = _shards.Sum(s => s.TeamsCompleted),
        };
        return true;
    }
}
