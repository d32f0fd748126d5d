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

    public override (long Epoch, long Revision) VersionOf(CampaignUpdate update) => (update.Epoch, update.To);

    protected override LiveUpdate MessageOf(CampaignUpdate update, DateTimeOffset now) => LiveTopic.Update(update, now);
}

/// <summary>
/// The gate of a shard on this node. The gate refuses requests that the shard would certainly refuse, without waking the grain. An update
/// counts for one second. The gate never accepts a request (the shard decides), and never refuses a customer who may have an
/// order there: such a request may be the retry of an accepted one.
/// </summary>
internal sealed class CampaignGate(TimeProvider time)
{
    private static readonly TimeSpan Believed = TimeSpan.FromSeconds(1);
    private readonly Lock _lock = new();
    private GateUpdate? _last;
    private ulong[] _buyers = [];
    private long _heardAt;

    /// <summary>Applies a snapshot, which replaces everything.</summary>
    public void Attach(GateUpdate snapshot)
    {
        lock (_lock)
        {
            if (_last is not null && snapshot.Epoch < _last.Epoch)
                return;
            (_last, _buyers, _heardAt) = (snapshot, [.. snapshot.Filter], time.GetTimestamp());
        }
    }

    public void Update(GateUpdate update)
    {
        lock (_lock)
        {
            if (_last is null || update.Epoch < _last.Epoch || update.To < _last.To)
                return;
            // An update is missing, so the gate knows nothing until the next snapshot.
            if (update.Epoch != _last.Epoch || update.From != _last.To)
            {
                _last = null;
                return;
            }
            foreach (var buyer in update.NewBuyers)
                BuyerFilter.Add(_buyers, buyer);
            (_last, _heardAt) = (update, time.GetTimestamp());
        }
    }

    /// <summary>Returns a refusal; null means that the shard decides.</summary>
    public HoldReply? Refuse(CustomerId customer, bool ended)
    {
        lock (_lock)
        {
            if (_last is null || time.GetElapsedTime(_heardAt) >= Believed)
                return null;
            if (_last.State == GateState.Open && !ended)
                return null;
            if (BuyerFilter.MayContain(_buyers, BuyerFilter.Hash(customer)))
                return null;
            return _last.State switch
            {
                GateState.Closed => new(HoldOutcome.Closed),
                _ when ended => new(HoldOutcome.Ended),
                GateState.Paused => new(HoldOutcome.Paused),
                GateState.AllHeld => new(HoldOutcome.AllHeld, FirstReturnAt: _last.FirstReturnAt),
                _ => new HoldReply(HoldOutcome.SoldOut),
            };
        }
    }
}
