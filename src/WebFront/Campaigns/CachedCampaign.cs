using FuelGrains.WebFront.Live;

namespace FuelGrains.WebFront.Campaigns;

/// <summary>A published campaign as this node knows it: the latest revision, and the gates of its shards.</summary>
internal sealed class CachedCampaign : CachedTopic<CampaignUpdate>
{
    // Orders that were on their way at the end are decided by then.
    private static readonly TimeSpan Decided = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private readonly IStockShardGrain[] _shards;
    private long _views;
    private long _readAt;

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
        _readAt = time.GetTimestamp();
    }

    public CampaignId Id => Latest.Campaign;
    public CampaignUpdate Latest => LatestOrNull!;
    public CampaignTerms Terms => Latest.View.Terms;
    public ImmutableArray<CampaignGate> Gates { get; }
    public IReadOnlyList<IStockShardGrain> Shards => _shards;

    /// <summary>
    /// True: the campaign gives nothing any more, for good. Teams of a group buy go on after its end, until their own.
    /// </summary>
    public override bool IsOver =>
        Latest.View.Status == CampaignStatus.Closed
        || Time.GetUtcNow() >= Terms.EndsAt + (Terms.Group?.OpenFor ?? TimeSpan.Zero);

    /// <summary>True: whatever the campaign's shards accepted has been in its rows for a while.</summary>
    public bool IsDecided =>
        Latest.View.Status == CampaignStatus.Closed || (IsOver && Time.GetUtcNow() >= Terms.EndsAt + Decided);

    /// <summary>Whether the row is to be read again; true for one caller a second.</summary>
    public bool IsReadDue()
    {
        var readAt = Volatile.Read(ref _readAt);
        return Time.GetElapsedTime(readAt) >= Fresh
            && Interlocked.CompareExchange(ref _readAt, Time.GetTimestamp(), readAt) == readAt;
    }

    /// <summary>The update that leads from what this node knows to a row of a campaign that is over; null when they are the same.</summary>
    public CampaignUpdate? Next(CampaignView row)
    {
        var latest = Latest;
        // The terms of a published campaign never change.
        row = row with
        {
            Terms = latest.View.Terms,
        };
        return row == latest.View ? null : new(Id, latest.Epoch, latest.To, latest.To + 1, row);
    }

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

    /// <summary>The version that this gate has heard last; default when it must hear everything again.</summary>
    public GateVersion Known
    {
        get
        {
            lock (_lock)
                return _last?.Version ?? default;
        }
    }

    /// <summary>Applies the answer to a renewal: with a filter it replaces everything, without one it confirms what is known.</summary>
    public void Attach(GateUpdate snapshot)
    {
        lock (_lock)
        {
            // An update overtook the answer.
            if (_last is not null && (snapshot.Epoch, snapshot.To).CompareTo((_last.Epoch, _last.To)) < 0)
                return;
            if (!snapshot.Filter.IsEmpty)
                _buyers = [.. snapshot.Filter];
            // The gate lost an update meanwhile, and with it a buyer: the next renewal asks for the filter.
            else if (snapshot.Version != _last?.Version)
                return;
            (_last, _heardAt) = (snapshot, time.GetTimestamp());
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
