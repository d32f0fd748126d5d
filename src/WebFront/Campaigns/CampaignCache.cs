using FuelGrains.WebFront.Hosting;
using FuelGrains.WebFront.Live;

namespace FuelGrains.WebFront.Campaigns;

/// <summary>
/// The published campaigns that this node serves. A live one is attached to its grains. One that is over is read from its row, at most once
/// a second, and wakes none.
/// </summary>
internal sealed class CampaignCache(IGrainFactory grains, TimeProvider time)
    : TopicCache<CampaignId, CachedCampaign, CampaignUpdate>(capacity: 1_000)
{
    private const int MaxIds = 50_000;

    private readonly KnownIds _ids = new(most => Directory(grains).IdsAsync(most), MaxIds, time);

    /// <summary>Remembers that a campaign was created here a moment ago.</summary>
    public void Created(CampaignId campaign) => _ids.Add(campaign.Value);

    /// <summary>Reads a campaign's row again when that is due, and returns what changed; null for nothing new.</summary>
    public async Task<CampaignUpdate?> ReadAgainAsync(CachedCampaign campaign) =>
        campaign.IsReadDue() && await Directory(grains).FindPublicAsync(campaign.Id) is { } view
            ? campaign.Next(view)
            : null;

    /// <summary>
    /// Returns the refusal of a campaign that is over for a customer without orders there, or null. Whoever has an order there may repeat
    /// its request, and is answered by its shard. Only for a campaign that <see cref="CachedCampaign.IsDecided"/>.
    /// </summary>
    public async Task<HoldReply?> RefuseAsync(CachedCampaign campaign, CustomerId customer) =>
        await grains.GetGrain<IOrderDirectoryGrain>(0).HasOrderedAsync(campaign.Id, customer)
            ? null
            : new(campaign.Latest.View.Status == CampaignStatus.Closed ? HoldOutcome.Closed : HoldOutcome.Ended);

    protected override async Task<CachedCampaign?> LoadAsync(CampaignId key) =>
        await _ids.MayExistAsync(key.Value) && await Directory(grains).FindPublicAsync(key) is { } view
            ? new CachedCampaign(new(key, Epoch: 0, From: 0, To: 0, view), grains, time)
            : null;

    protected override Task OnAddedAsync(CachedCampaign topic) => topic.IsOver ? Task.CompletedTask : Attach(topic);

    protected override async Task RefreshAsync(CachedCampaign topic)
    {
        // The node's own reading, every two seconds, tells those who watch.
        if (topic.Viewers.Count == 0 && await ReadAgainAsync(topic) is { } update)
            topic.Apply(update);
    }

    private static ICampaignDirectoryGrain Directory(IGrainFactory grains) =>
        grains.GetGrain<ICampaignDirectoryGrain>(0);
}
