using FuelGrains.Grains.Campaigns.Stock;
using FuelGrains.Grains.Storage;
using Orleans.Concurrency;

namespace FuelGrains.Grains.Campaigns.Teams;

/// <summary>Reads teams and group-buy campaigns for lists, first contact and figures.</summary>
[StatelessWorker, Reentrant]
public sealed class TeamDirectoryGrain(LedgerReads reads, LedgerDatabase ledger) : Grain, ITeamDirectoryGrain
{
    public Task<TeamPlace?> FindByCodeAsync(string shareCode) =>
        reads.ReadAsync(session => TeamTable.FindPlaceAsync(session, shareCode));

    public Task<TeamPlace?> FindAsync(TeamId team) =>
        reads.ReadAsync(session => TeamTable.FindPlaceAsync(session, team));

    public Task<ImmutableArray<TeamView>> NearCompletionAsync(CampaignId campaign, DateTimeOffset now, int limit) =>
        reads.ReadAsync(session => TeamTable.NearCompletionAsync(session, campaign, now, limit));

    public Task<ImmutableArray<TeamView>> ListAsync(CampaignId campaign, TeamStatus? status, int limit) =>
        reads.ReadAsync(session => TeamTable.ListAsync(session, campaign, status, limit));

    public Task<ImmutableArray<CampaignView>> CampaignsPublicAsync(int limit) =>
        reads.ReadAsync(session => CampaignQueries.ListPublicAsync(session, CampaignKind.GroupBuy, limit));

    public Task<ImmutableArray<CampaignView>> CampaignsAllAsync(int limit) =>
        reads.ReadAsync(session => CampaignQueries.ListAllAsync(session, CampaignKind.GroupBuy, limit));

    public Task<Conversion> ConversionAsync(CampaignId campaign) =>
        reads.ReadAsync(session => ConversionQueries.OfAsync(session, campaign));

    public Task<bool> HasBoughtAsync(CustomerId customer) =>
        reads.ReadAsync(session => StockTable.HasBoughtAsync(session, customer));

    public Task ViewedAsync(CampaignId campaign, long times) =>
        ledger.WriteAsync(session => CampaignTable.AddViewsAsync(session, campaign, times));
}
