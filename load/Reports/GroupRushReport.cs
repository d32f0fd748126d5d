using FuelGrains.Load.Money;
using FuelGrains.Load.Rush;
using FuelGrains.Load.Scenarios;
using FuelGrains.Load.Teams;

namespace FuelGrains.Load.Reports;

/// <summary>The page that a rush on group buys leaves behind.</summary>
internal sealed class GroupRushReport(
    GroupRushSettings settings,
    StormGround ground,
    StormOutcome outcome,
    TeamEvidence all,
    IReadOnlyList<SeenMoney> seen
) : StormReport(settings, ground, outcome, all.Money, seen, TeamMatch.Of(all))
{
    protected override string Name => "Rush on group buys";

    protected override string Triumph => "every seat and every fen is where it belongs";

    protected override string Cast =>
        Text(
            $"{settings.Customers:N0} customers come within {settings.ArriveWithin.TotalSeconds:0} s; teams stay open for {settings.TeamOpenSeconds} s, {settings.PayWithinSeconds} s to pay; seed {settings.Seed}. {settings.Shares.Text} {Campaigns}"
        );

    private static string Campaigns =>
        string.Join(
            ' ',
            CampaignPlan.All.Select(c =>
                Text(
                    $"\"{c.Name}\": {c.Of100} % of them, teams of {string.Join(", ", c.Ladder.Select(l => l.Size))}{(c.Shards > 1 ? Text($", {c.Shards} shards") : "")}{(c.VirtualPercent > 0 ? Text($", {c.VirtualPercent} % suffice at the deadline") : "")}."
                )
            )
        );

    protected override IEnumerable<string[]> Sold() =>
        [
            .. all.Campaigns.Select(c => new[] { $"teams, {c.Name}", OfCampaign(c) }),
            [
                "seats told of",
                Text(
                    $"{all.Told.Seats.Count:N0}; looks at teams {all.Told.Teams.Count:N0}; keys pressed again {all.Told.Again.Count:N0}"
                ),
            ],
        ];

    private string OfCampaign(CampaignTerms campaign)
    {
        var teams = all.Rows.Teams.Where(t => t.Campaign == campaign.Id).ToList();
        var shorts = teams.Count(t => t.Short);
        return $"{Text($"{teams.Count:N0}: ")}{Counts(teams.Select(t => t.State))}{(shorts > 0 ? Text($" ({shorts:N0} with fewer than seats)") : "")}; {Text($"{campaign.Stock:N0} units")}";
    }
}
