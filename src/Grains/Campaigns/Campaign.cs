namespace FuelGrains.Grains.Campaigns;

/// <summary>The rule of a campaign's life and of its public numbers: draft -> published &lt;-> paused -> closed.</summary>
public sealed class Campaign(CampaignView view, ImmutableArray<ShardStock> shards)
{
    private ImmutableArray<ShardStock> _shards = shards;

    public CampaignView View { get; private set; } = view;

    public CampaignStatus Status => View.Status;

    public bool IsPublic => Status != CampaignStatus.Draft;

    public bool MayPublish => Status == CampaignStatus.Draft;
    public bool MayPause => Status == CampaignStatus.Published;
    public bool MayResume => Status == CampaignStatus.Paused;
    public bool MayRestock => Status is CampaignStatus.Published or CampaignStatus.Paused;
    public bool MayClose => Status != CampaignStatus.Closed;

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

    /// <summary>Why nobody gets units now, whoever asks; null inside the campaign's window.</summary>
    public static HoldOutcome? Closed(CampaignStatus status, CampaignTerms terms, DateTimeOffset now) =>
        status == CampaignStatus.Closed ? HoldOutcome.Closed
        : now < terms.StartsAt ? HoldOutcome.NotStarted
        : now >= terms.EndsAt ? HoldOutcome.Ended
        : status == CampaignStatus.Paused ? HoldOutcome.Paused
        : null;
}
