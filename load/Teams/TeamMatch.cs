using FuelGrains.Load.Checks;

namespace FuelGrains.Load.Teams;

/// <summary>Every promise about teams, on rows, journal and what was told; those about money stand beside it. Pure: it asks nobody.</summary>
internal static class TeamMatch
{
    public static IEnumerable<Check> Of(TeamEvidence all) =>
        [
            .. SeatMatch.Of(all),
            .. OnceMatch.Of(all),
            .. TeamEndMatch.Of(all),
            .. CampaignStockMatch.Of(all),
            .. ToldTeamMatch.Of(all),
        ];
}
