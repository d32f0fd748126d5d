using FuelGrains.Grains.Campaigns.Stock;
using FuelGrains.Grains.Storage;
using Orleans.Concurrency;

namespace FuelGrains.Grains.Campaigns.Teams;

/// <summary>Reads teams and group-buy campaigns for lists, first contact and figures.</summary>
[StatelessWorker]
public sealed class TeamDirectoryGrain(LedgerDatabase ledger) : Grain, ITeamDirectoryGrain
{
    public Task<TeamPlace?> FindByCodeAsync(string shareCode) =>
        ledger.ReadAsync(session => TeamTable.FindPlaceAsync(session, shareCode));

    public Task<TeamPlace?> FindAsync(TeamId team) =>
        ledger.ReadAsync(session => TeamTable.FindPlaceAsync(session, team));

    public Task<ImmutableArray<TeamView>> NearCompletionAsync(CampaignId campaign, DateTimeOffset now, int limit) =>
        ledger.ReadAsync(session => TeamTable.NearCompletionAsync(session, campaign, now, limit));

    public Task<ImmutableArray<TeamView>> ListAsync(CampaignId campaign, TeamStatus? status, int limit) =>
        ledger.ReadAsync(session => TeamTable.ListAsync(session, campaign, status, limit));

    public Task<ImmutableArray<CampaignView>> CampaignsPublicAsync(int limit) =>
        ledger.ReadAsync(session => CampaignQueries.ListPublicAsync(session, CampaignKind.GroupBuy, limit));

    public Task<ImmutableArray<CampaignView>> CampaignsAllAsync(int limit) =>
        ledger.ReadAsync(session => CampaignQueries.ListAllAsync(session, CampaignKind.GroupBuy, limit));

    public Task<Conversion> ConversionAsync(CampaignId campaign) =>
        ledger.ReadAsync(session => ConversionQueries.OfAsync(session, campaign));

    public Task<bool> HasBoughtAsync(CustomerId customer) =>
        ledger.ReadAsync(session => StockTable.HasBoughtAsync(session, customer));

    public Task ViewedAsync(CampaignId campaign, long times) =>
        ledger.WriteAsync(session => CampaignTable.AddViewsAsync(session, campaign, times));
}
