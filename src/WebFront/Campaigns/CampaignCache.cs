using FuelGrains.WebFront.Live;

namespace FuelGrains.WebFront.Campaigns;

/// <summary>The published campaigns that this node serves. Beyond the limit a campaign has neither live updates nor gates.</summary>
internal sealed class CampaignCache(IGrainFactory grains, TimeProvider time)
    : TopicCache<CampaignId, CachedCampaign, CampaignUpdate>(capacity: 1_000)
{
    protected override async Task<CachedCampaign?> LoadAsync(CampaignId key) =>
        await grains.GetGrain<ICampaignDirectoryGrain>(0).FindPublicAsync(key) is { } view
            ? new CachedCampaign(new(key, Epoch: 0, From: 0, To: 0, view), grains, time)
            : null;

    protected override Task OnAddedAsync(CachedCampaign topic) => Attach(topic);
}
