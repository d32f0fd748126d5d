using FuelGrains.Grains.Storage;
using Orleans.Concurrency;

namespace FuelGrains.Grains.Campaigns.Teams;

/// <summary>Reads teams and group-buy campaigns for lists, first contact and figures.</summary>
[StatelessWorker]
public sealed class TeamDirectoryGrain(LedgerDatabase ledger) : Grain, ITeamDirectoryGrain
{
    public Task<TeamPlace?> FindByCodeAsync(string shareCode) =>
        ledger.ReadAsync(session =>
            session
                .Sql("SELECT id, campaign_id, shard FROM teams WHERE share_code = @code")
                .With("code", shareCode)
                .FirstAsync(Place)
        );

    public Task<TeamPlace?> FindAsync(TeamId team) =>
        ledger.ReadAsync(session =>
            session
                .Sql("SELECT id, campaign_id, shard FROM teams WHERE id = @id")
                .With("id", team.Value)
                .FirstAsync(Place)
        );

    public Task<ImmutableArray<TeamView>> NearCompletionAsync(CampaignId campaign, DateTimeOffset now, int limit) =>
        ledger.ReadAsync(session =>
            session
                .Sql(
                    $"""
                    {TeamRows.Select} WHERE t.campaign_id = @campaign AND t.status = 0 AND t.deadline > @after AND t.paid > 0 AND t.taken < t.size
                    ORDER BY t.size - t.paid, t.deadline LIMIT @limit
                    """
                )
                .With("campaign", campaign.Value)
                .With("after", now + GroupTerms.TimeToPay)
                .With("limit", limit)
                .ListAsync(TeamRows.View)
        );

    public Task<ImmutableArray<TeamView>> ListAsync(CampaignId campaign, TeamStatus? status, int limit) =>
        ledger.ReadAsync(session =>
        {
            var command = session
                .Sql(
                    $"{TeamRows.Select} WHERE t.campaign_id = @campaign {(status is null ? "" : "AND t.status = @status")} ORDER BY t.id DESC LIMIT @limit"
                )
                .With("campaign", campaign.Value)
                .With("limit", limit);
            if (status is { } wanted)
                command = command.With("status", (int)wanted);
            return command.ListAsync(TeamRows.View);
        });

    public Task<ImmutableArray<CampaignView>> CampaignsPublicAsync(int limit) =>
        ledger.ReadAsync(session =>
            session
                .Sql(
                    $"{CampaignRows.SelectView} WHERE s.kind = 1 AND s.status <> 0 ORDER BY s.starts_at DESC, s.id DESC LIMIT @limit"
                )
                .With("limit", limit)
                .ListAsync(CampaignRows.View)
        );

    public Task<ImmutableArray<CampaignView>> CampaignsAllAsync(int limit) =>
        ledger.ReadAsync(session =>
            session
                .Sql($"{CampaignRows.SelectView} WHERE s.kind = 1 ORDER BY s.id DESC LIMIT @limit")
                .With("limit", limit)
                .ListAsync(CampaignRows.View)
        );

    public Task<Conversion> ConversionAsync(CampaignId campaign) =>
        ledger.ReadAsync(async session =>
            await session
                .Sql(
                    """
                    SELECT coalesce((SELECT views FROM group_terms WHERE campaign_id = @campaign), 0),
                           (SELECT count(*) FROM teams WHERE campaign_id = @campaign),
                           (SELECT count(*) FROM orders WHERE campaign_id = @campaign),
                           (SELECT count(*) FROM orders WHERE campaign_id = @campaign AND paid_at IS NOT NULL),
                           (SELECT count(*) FROM orders o JOIN teams t ON t.id = o.team_id WHERE o.campaign_id = @campaign AND t.status = 1 AND o.paid_at IS NOT NULL AND o.seat > 0),
                           (SELECT count(*) FROM teams WHERE campaign_id = @campaign AND status = 0),
                           (SELECT count(*) FROM teams WHERE campaign_id = @campaign AND status = 1),
                           (SELECT count(*) FROM teams WHERE campaign_id = @campaign AND status = 2),
                           (SELECT count(*) FROM teams WHERE campaign_id = @campaign AND status = 3)
                    """
                )
                .With("campaign", campaign.Value)
                .FirstAsync(r => new Conversion(
                    r.Sum(0),
                    r.Sum(1),
                    r.Sum(2),
                    r.Sum(3),
                    r.Sum(4),
                    r.Sum(5),
                    r.Sum(6),
                    r.Sum(7),
                    r.Sum(8)
                ))
            ?? throw new InvalidOperationException("A row of counts has no reason to be missing.")
        );

    public async Task<bool> HasBoughtAsync(CustomerId customer) =>
        await ledger.ReadAsync(session =>
            session
                .Sql("SELECT 1 FROM orders WHERE customer_id = @customer AND paid_at IS NOT NULL LIMIT 1")
                .With("customer", customer.Value)
                .FirstAsync(r => r.Int(0))
        ) == 1;

    public Task ViewedAsync(CampaignId campaign, long times) =>
        ledger.WriteAsync(session =>
            session
                .Sql("UPDATE group_terms SET views = views + @times WHERE campaign_id = @campaign")
                .With("times", times)
                .With("campaign", campaign.Value)
                .ExecuteAsync()
        );

    private static TeamPlace Place(LedgerRow r) => new(new(r.Id(0)), new(r.Id(1)), r.Int(2));
}
