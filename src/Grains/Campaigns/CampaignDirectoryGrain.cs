using FuelGrains.Grains.Storage;
using Orleans.Concurrency;

namespace FuelGrains.Grains.Campaigns;

/// <summary>Reads campaigns for lists and first contact.</summary>
[StatelessWorker]
public sealed class CampaignDirectoryGrain(LedgerDatabase ledger) : Grain, ICampaignDirectoryGrain
{
    public Task<CampaignView?> FindPublicAsync(CampaignId campaign) =>
        ledger.ReadAsync(session =>
            session
                .Sql($"{CampaignRows.SelectView} WHERE s.id = @id AND s.status <> 0")
                .With("id", campaign.Value)
                .FirstAsync(CampaignRows.View)
        );

    public Task<CampaignView?> FindAsync(CampaignId campaign) =>
        ledger.ReadAsync(session =>
            session
                .Sql($"{CampaignRows.SelectView} WHERE s.id = @id")
                .With("id", campaign.Value)
                .FirstAsync(CampaignRows.View)
        );

    public Task<ImmutableArray<CampaignView>> ListPublicAsync(int limit) =>
        ledger.ReadAsync(session =>
            session
                .Sql(
                    $"{CampaignRows.SelectView} WHERE s.kind = 0 AND s.status <> 0 ORDER BY s.starts_at DESC, s.id DESC LIMIT @limit"
                )
                .With("limit", limit)
                .ListAsync(CampaignRows.View)
        );

    public Task<ImmutableArray<CampaignView>> ListAllAsync(int limit) =>
        ledger.ReadAsync(session =>
            session
                .Sql($"{CampaignRows.SelectView} WHERE s.kind = 0 ORDER BY s.id DESC LIMIT @limit")
                .With("limit", limit)
                .ListAsync(CampaignRows.View)
        );
}
