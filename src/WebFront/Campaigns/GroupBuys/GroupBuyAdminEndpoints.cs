using FuelGrains.WebFront.Customers;
using FuelGrains.WebFront.Ops;

namespace FuelGrains.WebFront.Campaigns.GroupBuys;

/// <summary>
/// Endpoints of group-buy campaigns and their teams for staff of role marketing. Each change is audited with the caller's name.
/// </summary>
internal static class GroupBuyAdminEndpoints
{
    private const int MaxListed = 200;
    private const long MaxDelta = 1_000_000_000;
    private const int CloseAttempts = 20;
    private const int MaxReason = 200;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly Problem TeamEnded = new(
        "team-ended",
        409,
        "The team has ended",
        "Only an open team can be closed."
    );

    public static void MapGroupBuyAdmin(this IEndpointRouteBuilder app)
    {
        var campaigns = app.MapGroup("/api/admin/group-buys")
            .RequireAuthorization(Authentication.Marketing)
            .WithTags("Group buys (staff)");
        campaigns.MapGet("", ListAsync).WithSummary("Lists all campaigns, drafts too, newest first");
        campaigns
            .MapGet("/{groupBuyId}", FindAsync)
            .WithSummary("One campaign, drafts too")
            .Produces<GroupBuyJson>()
            .ProducesProblem(404);
        campaigns
            .MapPost("", CreateAsync)
            .WithSummary("Creates a draft")
            .Produces<GroupBuyJson>(201)
            .ProducesProblem(400);
        Map(
            "publish",
            "Publishes a draft: from its start on teams are opened",
            (campaign, staff) => campaign.PublishAsync(staff)
        );
        Map(
            "pause",
            "Stops opening and joining; seats that are held stay",
            (campaign, staff) => campaign.PauseAsync(staff)
        );
        Map("resume", "Goes on", (campaign, staff) => campaign.ResumeAsync(staff));
        Map(
            "close",
            "Ends the campaign for good: open teams fail, with refunds",
            (campaign, staff) => campaign.CloseAsync(staff)
        );
        campaigns
            .MapPost("/{groupBuyId}/restock", RestockAsync)
            .WithSummary("Adds to the stock, or takes free units away, by a delta")
            .Produces<GroupBuyJson>()
            .ProducesProblem(400)
            .ProducesProblem(404)
            .ProducesProblem(409);
        MapTeams(app, campaigns);

        void Map(string verb, string summary, Func<ICampaignControlGrain, string, Task<CampaignControlReply>> act) =>
            campaigns
                .MapPost(
                    $"/{{groupBuyId}}/{verb}",
                    (string groupBuyId, IGrainFactory grains, HttpContext http) =>
                        ActAsync(groupBuyId, grains, campaign => act(campaign, http.Staff()))
                )
                .WithSummary(summary)
                .Produces<GroupBuyJson>()
                .ProducesProblem(404)
                .ProducesProblem(409);
    }

    private static void MapTeams(IEndpointRouteBuilder app, RouteGroupBuilder campaigns)
    {
        campaigns
            .MapGet("/{groupBuyId}/teams", TeamsAsync)
            .WithSummary("A campaign's teams, of one state or of all, newest first")
            .Produces<TeamList>()
            .ProducesProblem(400)
            .ProducesProblem(404);
        campaigns
            .MapGet("/{groupBuyId}/conversion", ConversionAsync)
            .WithSummary("Viewed, opened, joined, paid, completed")
            .Produces<Conversion>()
            .ProducesProblem(404);
        app.MapPost("/api/admin/teams/{team}/close", CloseTeamAsync)
            .RequireAuthorization(Authentication.Marketing)
            .WithTags("Group buys (staff)")
            .WithSummary("Ends an open team: unpaid seats are let go, paid ones refunded")
            .Produces(204)
            .ProducesProblem(400)
            .ProducesProblem(404)
            .ProducesProblem(409);
    }

    private static async Task<GroupBuyList> ListAsync(IGrainFactory grains, TimeProvider time) =>
        new(
            time.GetUtcNow(),
            [.. (await grains.GetGrain<ITeamDirectoryGrain>(0).CampaignsAllAsync(MaxListed)).Select(GroupBuyJson.Of)]
        );

    private static async Task<IResult> FindAsync(string groupBuyId, IGrainFactory grains) =>
        await LoadAsync(groupBuyId, grains) is { } campaign ? Results.Ok(GroupBuyJson.Of(campaign)) : Problems.NotFound;

    private static async Task<IResult> CreateAsync(
        NewGroupBuy request,
        IGrainFactory grains,
        CampaignCache campaigns,
        TimeProvider time,
        HttpContext http
    )
    {
        var errors = request.Errors(time.GetUtcNow());
        if (errors.Count > 0)
            return Problems.Invalid(errors);
        var id = CampaignId.New(time);
        campaigns.Created(id);
        var reply = await grains.GetGrain<ICampaignControlGrain>(id.Value).CreateAsync(request.Terms, http.Staff());
        return reply.Outcome == CampaignControlOutcome.Done
            ? Results.Created($"/api/admin/group-buys/{id}", GroupBuyJson.Of(reply.Campaign!))
            : FlashSaleAdminEndpoints.Answer(reply, GroupBuyJson.Of);
    }

    private static Task<IResult> RestockAsync(
        string groupBuyId,
        FlashSaleAdminEndpoints.Restock request,
        IGrainFactory grains,
        HttpContext http
    ) =>
        request.Delta is 0 or > MaxDelta or < -MaxDelta
            ? Task.FromResult<IResult>(
                Problems.Invalid("delta", $"Must not be zero, and at most {MaxDelta} either way.")
            )
            : ActAsync(groupBuyId, grains, campaign => campaign.RestockAsync(request.Delta, http.Staff()));

    private static async Task<IResult> ActAsync(
        string groupBuyId,
        IGrainFactory grains,
        Func<ICampaignControlGrain, Task<CampaignControlReply>> act
    ) =>
        await LoadAsync(groupBuyId, grains) is { } campaign
            ? FlashSaleAdminEndpoints.Answer(
                await act(grains.GetGrain<ICampaignControlGrain>(campaign.Id.Value)),
                GroupBuyJson.Of
            )
            : Problems.NotFound;

    private static async Task<IResult> TeamsAsync(string groupBuyId, string? status, int? limit, IGrainFactory grains)
    {
        if (limit is < 1 or > MaxListed)
            return Problems.Invalid("limit", $"Must be from 1 to {MaxListed}.");
        TeamStatus? wanted = null;
        if (status is not null)
        {
            if (
                !Enum.TryParse<TeamStatus>(status, ignoreCase: true, out var read)
                || !Enum.IsDefined(read)
                || int.TryParse(status, out _)
            )
                return Problems.Invalid(
                    "status",
                    $"Must be one of {string.Join(", ", Enum.GetNames<TeamStatus>().Select(name => name.ToLowerInvariant()))}."
                );
            wanted = read;
        }
        if (await LoadAsync(groupBuyId, grains) is not { } campaign)
            return Problems.NotFound;
        var teams = await grains.GetGrain<ITeamDirectoryGrain>(0).ListAsync(campaign.Id, wanted, limit ?? MaxListed);
        return Results.Ok(new TeamList([.. teams.Select(team => TeamJson.Of(team, campaign.Terms))]));
    }

    private static async Task<IResult> ConversionAsync(string groupBuyId, IGrainFactory grains) =>
        await LoadAsync(groupBuyId, grains) is { } campaign
            ? Results.Ok(await grains.GetGrain<ITeamDirectoryGrain>(0).ConversionAsync(campaign.Id))
            : Problems.NotFound;

    private static async Task<IResult> CloseTeamAsync(
        string team,
        CloseTeam request,
        TeamCache teams,
        IGrainFactory grains,
        TimeProvider time,
        HttpContext http
    )
    {
        if (TextInput.Wrong(request.Reason, MaxReason) is { } wrong)
            return Problems.Invalid("reason", wrong);
        if (await teams.FindAsync(team) is not { } place)
            return Problems.NotFound;
        var shard = grains.GetGrain<ITeamShardGrain>(new StockShardKey(place.Campaign, place.Shard).ToString());
        for (var attempt = 0; attempt < CloseAttempts; attempt++)
        {
            switch (await shard.CloseTeamAsync(place.Team, http.Staff(), request.Reason.Trim()))
            {
                case TeamCloseOutcome.Done:
                    return Results.NoContent();
                case TeamCloseOutcome.Ended:
                    return TeamEnded;
                case TeamCloseOutcome.NotFound:
                    return Problems.NotFound;
            }
            await Task.Delay(Pause, time, http.RequestAborted);
        }
        return Problems.Unavailable;
    }

    // The look-up keeps unknown ids from waking a grain each.
    private static async Task<CampaignView?> LoadAsync(string groupBuyId, IGrainFactory grains) =>
        CampaignId.TryParse(groupBuyId, null, out var id)
        && await grains.GetGrain<ICampaignDirectoryGrain>(0).FindAsync(id) is { Terms.Group: not null } campaign
            ? campaign
            : null;

    internal sealed record CloseTeam(string Reason);

    internal sealed record TeamList(ImmutableArray<TeamJson> Teams);
}
