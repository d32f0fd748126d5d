namespace FuelGrains.Load.Reports;

/// <summary>The report of the group-buy workload.</summary>
internal sealed class GroupBuysReport(
    GroupBuysSettings settings,
    WorkloadFixture fixture,
    WorkloadOutcome outcome,
    TeamHistory history,
    IReadOnlyList<ObservedPayment> observed
) : WorkloadReport(settings, fixture, outcome, history.Payments, observed, TeamInvariants.Of(history))
{
    protected override string Name => "Group buys under faults";

    protected override string Success => "every seat and every fen is where it belongs";

    protected override string Size =>
        $"{settings.Customers:N0} customers come within {settings.ArriveWithin.TotalSeconds:0} s; teams stay open for "
        + $"{settings.TeamOpenSeconds} s, {settings.PayWithinSeconds} s to pay; seed {settings.Seed}. {settings.Shares.Text} "
        + string.Join(' ', CampaignPlan.All.Select(plan => plan.Text));

    protected override IEnumerable<string[]> Sold =>
        [
            .. history.Campaigns.Select(c => new[] { $"teams, {c.Name}", OfCampaign(c) }),
            [
                "acknowledged seats",
                $"{history.Told.Seats.Count:N0}; observations of teams {history.Told.Teams.Count:N0}; "
                    + $"keys sent again {history.Told.Again.Count:N0}",
            ],
        ];

    private string OfCampaign(CampaignTerms campaign)
    {
        var teams = history.Rows.Teams.Where(t => t.Campaign == campaign.Id).ToList();
        var shorts = teams.Count(t => t.Short) is > 0 and var count ? $" ({count:N0} with fewer than seats)" : "";
        return $"{Counts(teams.Select(t => t.State))}{shorts}; {campaign.Stock:N0} units";
    }
}
