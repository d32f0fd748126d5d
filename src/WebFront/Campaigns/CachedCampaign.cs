using FuelGrains.WebFront.Live;

namespace FuelGrains.WebFront.Campaigns;

/// <summary>A published campaign as this node knows it: the latest revision, and the gates of its shards.</summary>
internal sealed class CachedCampaign : CachedTopic<CampaignUpdate>
{
    private readonly IStockShardGrain[] _shards;
    private long _views;

    public CachedCampaign(CampaignUpdate first, IGrainFactory grains, TimeProvider time)
        : base(first, time)
    {
        _shards =
        [
            .. Enumerable
                .Range(0, first.View.Terms.Shards)
                .Select(shard =>
                    grains.GetGrain<IStockShardGrain>(new StockShardKey(first.Campaign, shard).ToString())
                ),
        ];
        Gates = [.. _shards.Select(_ => new CampaignGate(time))];
    }

    public CampaignId Id => Latest.Campaign;
    public CampaignUpdate Latest => LatestOrNull!;
    public CampaignTerms Terms => Latest.View.Terms;
    public ImmutableArray<CampaignGate> Gates { get; }
    public IReadOnlyList<IStockShardGrain> Shards => _shards;

    /// <summary>Counts a view of the campaign.</summary>
    public void AddView() => Interlocked.Increment(ref _views);

    /// <summary>Returns the number of views since the last call.</summary>
    public long TakeViews() => Interlocked.Exchange(ref _views, 0);

    /// <summary>Returns a refusal that needs no shard, or null and the shard of the customer.</summary>
    public HoldReply? Refuse(CustomerId customer, out IStockShardGrain shard)
    {
        var index = StockShardKey.Of(Id, customer, _shards.Length).Shard;
        shard = _shards[index];
        var now = Time.GetUtcNow();
        // Before the start there is no order yet, so this refuses no retry of an accepted order.
        if (now < Terms.StartsAt && Latest.View.Status != CampaignStatus.Closed)
            return new(HoldOutcome.NotStarted);
        return Gates[index].Refuse(customer, ended: now >= Terms.EndsAt);
    }

    /// <summary>Returns a refusal of a seat in a team that needs no shard, or null. A team may fill up after the campaign's end.</summary>
    public HoldReply? RefuseSeat(CustomerId customer, int shard) => Gates[shard].Refuse(customer, ended: false);

    protected override (long Epoch, long Revision) Version(CampaignUpdate update) => (update.Epoch, update.To);
}
