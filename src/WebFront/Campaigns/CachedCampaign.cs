namespace FuelGrains.WebFront.Campaigns;

/// <summary>What this node knows of one published campaign: the latest revision it heard, and its shards' gates.</summary>
internal sealed class CachedCampaign
{
    private readonly IStockShardGrain[] _shards;
    private readonly TimeProvider _time;
    private volatile CampaignUpdate _latest;
    private int _viewers;
    private long _views;
    private long _usedAt;

    public CachedCampaign(CampaignUpdate first, IGrainFactory grains, TimeProvider time)
    {
        (_latest, _time, _usedAt) = (first, time, time.GetTimestamp());
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

    public CampaignId Id => _latest.Campaign;
    public CampaignUpdate Latest => _latest;
    public CampaignTerms Terms => _latest.View.Terms;
    public ImmutableArray<CampaignGate> Gates { get; }
    public IReadOnlyList<IStockShardGrain> Shards => _shards;

    /// <summary>Somebody watches it here, so its updates are worth sending.</summary>
    public bool HasViewers => Volatile.Read(ref _viewers) > 0;

    public TimeSpan Idle => HasViewers ? TimeSpan.Zero : _time.GetElapsedTime(Volatile.Read(ref _usedAt));

    /// <summary>Counts somebody who looked at the campaign.</summary>
    public void AddView() => Interlocked.Increment(ref _views);

    /// <summary>The looks since the last call.</summary>
    public long TakeViews() => Interlocked.Exchange(ref _views, 0);

    public void Touch() => Volatile.Write(ref _usedAt, _time.GetTimestamp());

    public void AddViewer() => Interlocked.Increment(ref _viewers);

    public void RemoveViewer() => Interlocked.Decrement(ref _viewers);

    /// <summary>Keeps the newer of what is known and what was heard; true when that changed something.</summary>
    public bool Hear(CampaignUpdate update)
    {
        while (true)
        {
            var known = _latest;
            if ((update.Epoch, update.To).CompareTo((known.Epoch, known.To)) <= 0)
                return false;
            if (Interlocked.CompareExchange(ref _latest, update, known) == known)
                return true;
        }
    }

    /// <summary>The shard that owns the customer here, or a refusal that needs no shard.</summary>
    public HoldReply? Refuse(CustomerId customer, out IStockShardGrain shard)
    {
        var index = StockShardKey.Of(Id, customer, _shards.Length).Shard;
        shard = _shards[index];
        var now = _time.GetUtcNow();
        // Before the start nobody has an order yet, so nobody's retry is turned away.
        if (now < Terms.StartsAt && _latest.View.Status != CampaignStatus.Closed)
            return new(HoldOutcome.NotStarted);
        return Gates[index].Refuse(customer, ended: now >= Terms.EndsAt);
    }

    /// <summary>A refusal of a seat in a team of a shard, that needs no shard: a team may fill when the campaign's own time is over.</summary>
    public HoldReply? RefuseSeat(CustomerId customer, int shard) => Gates[shard].Refuse(customer, ended: false);
}
