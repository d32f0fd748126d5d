using FuelGrains.WebFront.Customers;
using FuelGrains.WebFront.Hosting;
using FuelGrains.WebFront.Ops;
using FuelGrains.WebFront.Orders.Vouchers;

namespace FuelGrains.WebFront.Campaigns.GroupBuys;

/// <summary>Endpoints of a team for callers who know its id or share code.</summary>
internal static class TeamEndpoints
{
    private const int LeaveAttempts = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly Problem Ended = new(
        "team-ended",
        409,
        "The team has ended",
        "A seat can be left while the team is open; see the team and your order."
    );

    public static void MapTeams(this IEndpointRouteBuilder app)
    {
        var teams = app.MapGroup("/api/teams/{team}")
            .RequireAuthorization(Authentication.Customer)
            .WithTags("Group buys");
        teams
            .MapGet("", FindAsync)
            .WithSummary("A team as it stands now, by its id or share code")
            .Produces<TeamJson>()
            .ProducesProblem(404);
        teams
            .MapPost("/leave", LeaveAsync)
            .WithSummary("Gives your seat up while the team is open: unpaid it is let go, paid it is refunded")
            .Produces<TeamJson>()
            .ProducesProblem(404)
            .ProducesProblem(409)
            .ProducesProblem(503);
        // An img element sends no token. The symbol contains its own address only, and calls no grain.
        app.MapGet("/api/teams/{shareCode}/qr.svg", Qr)
            .AllowAnonymous()
            .WithTags("Group buys")
            .WithSummary("A team's link as a QR symbol")
            .Produces(200, contentType: "image/svg+xml")
            .ProducesProblem(404);
    }

    private static async Task<IResult> FindAsync(
        string team,
        TeamCache teams,
        CampaignCache campaigns,
        IGrainFactory grains,
        HttpContext http
    )
    {
        if (
            await teams.FindAsync(team) is not { } place
            || await campaigns.FindAsync(place.Campaign) is not { } campaign
        )
            return Problems.NotFound;
        var customer = http.Customer();
        return await grains.GetGrain<ITeamGrain>(place.Team.Value).ViewForAsync(customer) is { } sight
            ? Results.Ok(
                TeamJson.Of(sight.Team, campaign.Terms, customer) with
                {
                    MyOrder = MyOrderJson.Of(sight.Mine),
                }
            )
            : Problems.NotFound;
    }

    private static async Task<IResult> LeaveAsync(
        string team,
        TeamCache teams,
        CampaignCache campaigns,
        IGrainFactory grains,
        TimeProvider time,
        HttpContext http
    )
    {
        if (await teams.FindAsync(team) is not { } place)
            return Problems.NotFound;
        var shard = grains.GetGrain<ITeamShardGrain>(new StockShardKey(place.Campaign, place.Shard).ToString());
        for (var attempt = 0; attempt < LeaveAttempts; attempt++)
        {
            var reply = await shard.LeaveAsync(place.Team, http.Customer());
            switch (reply.Outcome)
            {
                case TransitionOutcome.Applied or TransitionOutcome.AlreadyApplied:
                    return await FindAsync(team, teams, campaigns, grains, http);
                case TransitionOutcome.Rejected:
                    return Ended with { Detail = $"Your order is {reply.Status}. {Ended.Detail}" };
                case TransitionOutcome.NotFound:
                    return Problems.NotFound;
            }
            await Task.Delay(Pause, time, http.RequestAborted);
        }
        return Problems.Unavailable;
    }

    private static IResult Qr(string shareCode, int? from, TeamLinks links, PublicAddress site, HttpContext http)
    {
        if (!TeamId.IsShareCode(shareCode) || from is < 1 or > GroupTerms.LargestTeam)
            return Problems.NotFound;
        http.Response.Headers.CacheControl = site.IsSet ? "public, max-age=86400" : "no-store";
        return Results.Text(
            VoucherQr.Svg(links.Link(http.Request, shareCode.ToUpperInvariant(), from)),
            "image/svg+xml"
        );
    }
}
