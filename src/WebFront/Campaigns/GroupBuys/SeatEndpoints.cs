using FuelGrains.WebFront.Customers;
using FuelGrains.WebFront.Customers.MiniProgram;
using FuelGrains.WebFront.Ops;

namespace FuelGrains.WebFront.Campaigns.GroupBuys;

/// <summary>Opens a team or takes a seat in one: token -> gate -> the team's shard, as for an order of a flash sale.</summary>
internal static class SeatEndpoints
{
    public static void MapSeats(this IEndpointRouteBuilder app)
    {
        Describe(
            app.MapPost("/api/group-buys/{groupBuyId}/teams", OpenAsync).Accepts<OpenTeam>("application/json"),
            "Opens a team and holds its first seat until payBy",
            $"{IdempotencyKey.Description} A key belongs to you and the campaign."
        );
        Describe(
            app.MapPost("/api/teams/{team}/seats", JoinAsync).Accepts<JoinTeam>("application/json"),
            "Takes a seat of an open team and holds it until payBy",
            $"{IdempotencyKey.Description} A key belongs to you and the team. The team is named by its id or share code."
        );

        static void Describe(RouteHandlerBuilder endpoint, string summary, string description) =>
            endpoint
                .RequireAuthorization(Authentication.Customer)
                .NeedsCurrentClient()
                .WithTags("Group buys")
                .WithSummary(summary)
                .WithDescription(description)
                .Produces<PlacedSeat>(201)
                .ProducesProblem(400)
                .ProducesProblem(404)
                .ProducesProblem(409)
                .ProducesProblem(422)
                .ProducesProblem(429)
                .ProducesProblem(503);
    }

    private static async Task<IResult> OpenAsync(
        string groupBuyId,
        CampaignCache campaigns,
        SeatRequests seats,
        HttpContext http
    )
    {
        var body = await JsonBody.ReadAsync<OpenTeam>(http);
        if (IdempotencyKey.Read(http.Request.Headers, out var keyHash) is { } wrongKey)
            return wrongKey;
        if (
            !CampaignId.TryParse(groupBuyId, null, out var id)
            || await campaigns.FindAsync(id) is not { Terms.Group: { } group } campaign
        )
            return Problems.NotFound;
        if (group.Step(body.Size) is null)
            return seats.Refuse(new(HoldOutcome.SizeRefused), campaign);
        var customer = http.Customer();
        var shard = campaign.ShardOf(customer);
        var request = new SeatRequest
        {
            Customer = customer,
            KeyHash = keyHash,
            BodyHash = body.Size,
            Size = body.Size,
        };
        return await seats.SendAsync(shard, request, campaign, campaign.Refuse(customer, shard), http);
    }

    private static async Task<IResult> JoinAsync(
        string team,
        CampaignCache campaigns,
        TeamCache teams,
        SeatRequests seats,
        HttpContext http
    )
    {
        var body = await JsonBody.ReadAsync<JoinTeam>(http);
        if (IdempotencyKey.Read(http.Request.Headers, out var keyHash) is { } wrongKey)
            return wrongKey;
        if (body.From is < 1 or > GroupTerms.LargestTeam)
            return Problems.Invalid("from", "Must be the number of a seat.");
        if (
            await teams.FindAsync(team) is not { } place
            || await campaigns.FindAsync(place.Campaign) is not { Terms.Group: not null } campaign
        )
            return Problems.NotFound;
        var customer = http.Customer();
        var request = new SeatRequest
        {
            Customer = customer,
            KeyHash = IdempotencyKey.Within(place.Team.Value, keyHash),
            BodyHash = body.From ?? 0,
            Team = place.Team,
            // A share code is an invitation, by the named seat or else by the leader; a team picked from the list is none.
            InvitedBySeat = body.From ?? (TeamId.IsShareCode(team) ? 0 : null),
        };
        var shard = campaign.Shards[place.Shard];
        return await seats.SendAsync(shard, request, campaign, shard.RefuseSeat(customer), http);
    }

    /// <param name="Size">The number of the team's seats: one of the campaign's sizes.</param>
    internal sealed record OpenTeam(int Size);

    /// <param name="From">The inviting customer's seat, as the shared link says.</param>
    internal sealed record JoinTeam(int? From = null);
}

/// <summary>Sends a request for a seat to the team's shard and maps the reply to HTTP.</summary>
internal sealed class SeatRequests(
    IGrainFactory grains,
    TeamCache teams,
    TeamLinks links,
    TimeProvider time,
    ILogger<SeatRequests> log
)
{
    public async Task<IResult> SendAsync(
        CampaignShard shard,
        SeatRequest request,
        CachedCampaign campaign,
        HoldReply? refused,
        HttpContext http
    )
    {
        if (refused is { } hold)
            return Refuse(hold, campaign);
        if (campaign.Terms.Group!.NewCustomersOnly)
            request = request with
            {
                HasBought = await grains.GetGrain<ITeamDirectoryGrain>(0).HasBoughtAsync(request.Customer),
            };
        var reply = await IdempotentRetry.SendAsync(
            shard,
            request,
            static (shard, seat) => shard.SeatAsync(seat),
            static reply => reply.Hold.Outcome != HoldOutcome.Retry,
            new SeatReply(new(HoldOutcome.Retry)),
            time,
            log,
            http.RequestAborted
        );
        if (reply.Hold.Outcome is not (HoldOutcome.Held or HoldOutcome.Replayed))
            return Refuse(reply.Hold, campaign);
        if (request.Team is null)
            teams.Remember(new(reply.Team, shard.Key.Campaign, shard.Key.Shard));
        return Accepted(reply, http);
    }

    public IResult Refuse(in HoldReply reply, CachedCampaign campaign) =>
        OrderOutcomes.Refusal(reply, campaign.Terms, time.GetUtcNow());

    private IResult Accepted(in SeatReply reply, HttpContext http)
    {
        IdempotencyKey.Mark(http, replayed: reply.Hold.Outcome == HoldOutcome.Replayed);
        var code = reply.Team.ShareCode;
        return Results.Created(
            $"/api/teams/{reply.Team}",
            new PlacedSeat(
                reply.Hold.Order.Value,
                OrderStatus.PendingPayment,
                reply.Hold.PayBy,
                reply.Hold.AmountFen,
                reply.Team.Value,
                reply.Seat,
                reply.Size,
                reply.Deadline,
                code,
                TeamView.MiniProgramPath(reply.Team, reply.Seat),
                links.Link(http.Request, code, reply.Seat),
                TeamLinks.Qr(code, reply.Seat)
            )
        );
    }
}
