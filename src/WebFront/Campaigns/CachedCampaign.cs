using FuelGrains.WebFront.Live;

namespace FuelGrains.WebFront.Campaigns;

/// <summary>A published campaign as this node knows it: the latest revision, and the gates of its shards.</summary>
internal sealed class CachedCampaign : CachedTopic<CampaignUpdate>
{
    // Orders that were on their way at the end are decided by then.
    private static readonly TimeSpan Decided = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private long _views;
    private long _readAt;

    public CachedCampaign(CampaignUpdate first, IGrainFactory grains, TimeProvider time)
        : base(first, time)
    {
        Shards =
        [
            .. Enumerable
                .Range(0, first.View.Terms.Shards)
                .Select(shard => new CampaignShard(new(first.Campaign, shard), grains, time)),
        ];
        _readAt = time.GetTimestamp();
    }

    public CampaignId Id => Latest.Campaign;
    public CampaignUpdate Latest => LatestOrNull!;
    public CampaignTerms Terms => Latest.View.Terms;
    public ImmutableArray<CampaignShard> Shards { get; }

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

    /// <summary>The shard of a customer's orders.</summary>
    public CampaignShard ShardOf(CustomerId customer) => Shards[StockShardKey.Of(Id, customer, Shards.Length).Shard];

    /// <summary>Returns a refusal that needs no shard, or null.</summary>
    public HoldReply? Refuse(CustomerId customer, CampaignShard shard)
    {
        var now = Time.GetUtcNow();
        // Before the start there is no order yet, so this refuses no retry of an accepted order.
        if (now < Terms.StartsAt && Latest.View.Status != CampaignStatus.Closed)
            return new(HoldOutcome.NotStarted);
        return shard.Gate.Refuse(customer, ended: now >= Terms.EndsAt);
    }

    public override (long Epoch, long Revision) VersionOf(CampaignUpdate update) => (update.Epoch, update.To);

    protected override LiveUpdate MessageOf(CampaignUpdate update, DateTimeOffset now) => LiveTopic.Update(update, now);
}
