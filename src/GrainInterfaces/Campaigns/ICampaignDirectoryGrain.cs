namespace FuelGrains.GrainInterfaces.Campaigns;

/// <summary>Reads campaigns from the ledger for lists and first contact, so that neither wakes a campaign's own grain.</summary>
[Alias("fuel.sale-directory")]
public interface ICampaignDirectoryGrain : IGrainWithIntegerKey
{
    /// <summary>A published, paused or closed campaign of either kind; null for drafts and unknown ids alike.</summary>
    [Alias("find-public")]
    Task<CampaignView?> FindPublicAsync(CampaignId campaign);

    /// <summary>Any campaign, drafts too; null for unknown ids.</summary>
    [Alias("find")]
    Task<CampaignView?> FindAsync(CampaignId campaign);

    /// <summary>The ids of the newest campaigns of both kinds, drafts too.</summary>
    [Alias("ids")]
    Task<ImmutableArray<Guid>> IdsAsync(int limit);

    /// <summary>Flash sales that customers may see, newest start first, at most <paramref name="limit"/>.</summary>
    [Alias("list-public")]
    Task<ImmutableArray<CampaignView>> ListPublicAsync(int limit);

    /// <summary>Every flash sale, drafts too, newest first, at most <paramref name="limit"/>.</summary>
    [Alias("list-all")]
    Task<ImmutableArray<CampaignView>> ListAllAsync(int limit);
}
