using FuelGrains.WebFront.Hosting;
using FuelGrains.WebFront.Ops;

namespace FuelGrains.WebFront.Campaigns.GroupBuys;

/// <summary>Endpoints of group-buy campaigns for customers.</summary>
internal static class GroupBuyEndpoints
{
    private const int MaxListed = 100;

    public static void MapGroupBuys(this IEndpointRouteBuilder app)
    {
        var campaigns = app.MapGroup("/api/group-buys").AllowAnonymous().WithTags("Group buys");
        campaigns
            .MapGet(
                "",
                async (ListCache<GroupBuyJson> listed, TimeProvider time, CancellationToken ct) =>
                    new GroupBuyList(time.GetUtcNow(), await listed.GetAsync(ct))
            )
            .WithSummary("Lists the published group-buy campaigns, latest start first");
        campaigns
            .MapGet("/{groupBuyId}", FindAsync)
            .WithSummary("One campaign, with the server's time, its revision, and open teams that miss few")
            .WithDescription("Counts as somebody who looked at the campaign.")
            .Produces<GroupBuySnapshot>()
            .ProducesProblem(404);
        campaigns
            .MapGet("/{groupBuyId}/teams", TeamsAsync)
            .WithSummary("Open teams of a campaign that miss few, those that miss fewest first")
            .WithDescription("For who looks on: it counts nobody.")
            .Produces<OpenTeamList>()
            .ProducesProblem(404);
    }

    public static async Task<ImmutableArray<GroupBuyJson>> PublicAsync(IGrainFactory grains) =>
        [.. (await grains.GetGrain<ITeamDirectoryGrain>(0).CampaignsPublicAsync(MaxListed)).Select(GroupBuyJson.Of)];

    private static async Task<IResult> FindAsync(
        string groupBuyId,
        CampaignCache campaigns,
        TeamCache teams,
        TimeProvider time
    )
    {
        if (
            !CampaignId.TryParse(groupBuyId, null, out var id)
            || await campaigns.FindAsync(id) is not { Terms.Group: not null } campaign
        )
            return Problems.NotFound;
        campaign.AddView();
        var latest = campaign.Latest;
        return Results.Ok(
            new GroupBuySnapshot(
                time.GetUtcNow(),
                latest.Epoch,
                latest.To,
                GroupBuyJson.Of(latest.View),
                await teams.NearCompletionAsync(id)
            )
        );
    }

    private static async Task<IResult> TeamsAsync(
        string groupBuyId,
        CampaignCache campaigns,
        TeamCache teams,
        TimeProvider time
    ) =>
        CampaignId.TryParse(groupBuyId, null, out var id) && await campaigns.FindAsync(id) is { Terms.Group: not null }
            ? Results.Ok(new OpenTeamList(time.GetUtcNow(), await teams.NearCompletionAsync(id)))
            : Problems.NotFound;
}
