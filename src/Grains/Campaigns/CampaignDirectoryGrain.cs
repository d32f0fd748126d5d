using FuelGrains.Grains.Storage;
using Orleans.Concurrency;

namespace FuelGrains.Grains.Campaigns;

/// <summary>Reads campaigns for lists and first contact.</summary>
[StatelessWorker, Reentrant]
public sealed class CampaignDirectoryGrain(LedgerReads ledger) : Grain, ICampaignDirectoryGrain
{
    public Task<CampaignView?> FindPublicAsync(CampaignId campaign) =>
        ledger.ReadAsync(session => CampaignQueries.FindPublicAsync(session, campaign));

    public Task<CampaignView?> FindAsync(CampaignId campaign) =>
        ledger.ReadAsync(session => CampaignQueries.FindAsync(session, campaign));

    public Task<ImmutableArray<Guid>> IdsAsync(int limit) =>
        ledger.ReadAsync(session => CampaignQueries.IdsAsync(session, limit));

    public Task<ImmutableArray<CampaignView>> ListPublicAsync(int limit) =>
        ledger.ReadAsync(session => CampaignQueries.ListPublicAsync(session, CampaignKind.FlashSale, limit));

    public Task<ImmutableArray<CampaignView>> ListAllAsync(int limit) =>
        ledger.ReadAsync(session => CampaignQueries.ListAllAsync(session, CampaignKind.FlashSale, limit));
}
