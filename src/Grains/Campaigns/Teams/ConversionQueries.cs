using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Campaigns.Teams;

/// <summary>Counts how many who saw a group-buy campaign opened, joined and completed teams.</summary>
internal static class ConversionQueries
{
    private static readonly string Select = $"""
        SELECT coalesce((SELECT views FROM group_terms WHERE campaign_id = @campaign), 0),
               (SELECT count(*) FROM teams WHERE campaign_id = @campaign),
               (SELECT count(*) FROM orders WHERE campaign_id = @campaign),
               (SELECT count(*) FROM orders WHERE campaign_id = @campaign AND paid_at IS NOT NULL),
               (SELECT count(*) FROM orders o JOIN teams t ON t.id = o.team_id
                WHERE o.campaign_id = @campaign AND t.status = {TeamStatus.Completed:D} AND o.paid_at IS NOT NULL AND o.seat > 0),
               (SELECT count(*) FROM teams WHERE campaign_id = @campaign AND status = {TeamStatus.Open:D}),
               (SELECT count(*) FROM teams WHERE campaign_id = @campaign AND status = {TeamStatus.Completed:D}),
               (SELECT count(*) FROM teams WHERE campaign_id = @campaign AND status = {TeamStatus.Failed:D}),
               (SELECT count(*) FROM teams WHERE campaign_id = @campaign AND status = {TeamStatus.Dissolved:D})
        """;

    public static async Task<Conversion> OfAsync(LedgerSession session, CampaignId campaign) =>
        await session.Sql(Select).With("campaign", campaign.Value).FirstAsync(Read)
        ?? throw new InvalidOperationException("A row of counts has no reason to be missing.");

    private static Conversion Read(LedgerRow r) =>
        new(r.Sum(0), r.Sum(1), r.Sum(2), r.Sum(3), r.Sum(4), r.Sum(5), r.Sum(6), r.Sum(7), r.Sum(8));
}
