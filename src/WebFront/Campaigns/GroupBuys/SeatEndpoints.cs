using FuelGrains.WebFront.Customers;
using FuelGrains.WebFront.Ops;
using FuelGrains.WebFront.Orders;

namespace FuelGrains.WebFront.Campaigns.GroupBuys;

/// <summary>Opening a team and sitting down in one: token -> gate -> the team's shard, as an order of a flash sale goes.</summary>
internal static class SeatEndpoints
{
    private const string Retries =
        "Needs an Idempotency-Key. The same key and body give the same answer again for at least seven days; after an unknown answer (a time-out, 5xx, 429, or 409 in-progress) send the same key again.";

    public static void MapSeats(this IEndpointRouteBuilder app)
    {
        Describe(
            app.MapPost("/api/group-buys/{groupBuyId}/teams", OpenAsync),
            "Opens a team and holds its first seat until payBy",
            $"{Retries} A key belongs to you and the campaign."
        );
        Describe(
            app.MapPost("/api/teams/{team}/seats", JoinAsync),
            "Takes a seat of an open team and holds it until payBy",
            $"{Retries} A key belongs to you and the team. The team is named by its id or share code."
        );

        static void Describe(RouteHandlerBuilder endpoint, string summary, string description) =>
            endpoint
                .RequireAuthorization(Authentication.Customer)
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
        OpenTeam body,
        CampaignCache board,
        Desk desk,
        HttpContext http
    )
    {
        if (IdempotencyKey.Read(http.Request.Headers, out var keyHash) is { } wrongKey)
            return wrongKey;
        if (
            !CampaignId.TryParse(groupBuyId, null, out var id)
            || await board.FindAsync(id) is not { Terms.Group: { } group } campaign
        )
            return Problems.NotFound;
        if (group.Step(body.Size) is null)
            return OrderOutcomes.Refusal(new(HoldOutcome.SizeRefused), campaign.Terms);
        var customer = http.Customer();
        var shard = StockShardKey.Of(id, customer, campaign.Terms.Shards);
        var request = new SeatRequest
        {
            Customer = customer,
            KeyHash = keyHash,
            BodyHash = body.Size,
            Size = body.Size,
        };
        return await desk.AskAsync(shard, request, campaign, campaign.Refuse(customer, out _), http);
    }

    private static async Task<IResult> JoinAsync(
        string team,
        JoinTeam body,
        CampaignCache board,
        TeamCache teams,
        Desk desk,
        HttpContext http
    )
    {
        if (IdempotencyKey.Read(http.Request.Headers, out var keyHash) is { } wrongKey)
            return wrongKey;
        if (body.From is < 1 or > GroupTerms.LargestTeam)
            return Problems.Invalid("from", "Must be the number of a seat.");
        if (
            await teams.FindAsync(team) is not { } place
            || await board.FindAsync(place.Campaign) is not { Terms.Group: not null } campaign
        )
            return Problems.NotFound;
        var customer = http.Customer();
        var request = new SeatRequest
        {
            Customer = customer,
            KeyHash = IdempotencyKey.Within(place.Team.Value, keyHash),
            BodyHash = body.From ?? 0,
            Team = place.Team,
            // Who comes by a share code was invited: by the seat that is named, else by the leader. Who picks a team from the list was not.
            InvitedBySeat = body.From ?? (TeamId.IsShareCode(team) ? 0 : null),
        };
        return await desk.AskAsync(
            new(place.Campaign, place.Shard),
            request,
            campaign,
            campaign.RefuseSeat(customer, place.Shard),
            http
        );
    }

    /// <summary>Asks the shard and words its answer.</summary>
    internal sealed class Desk(
        IGrainFactory grains,
        TeamCache teams,
        TeamLinks links,
        TimeProvider time,
        ILogger<Desk> log
    )
    {
        public async Task<IResult> AskAsync(
            StockShardKey shard,
            SeatRequest request,
            CachedCampaign campaign,
            HoldReply? refused,
            HttpContext http
        )
        {
            if (refused is { } hold)
                return OrderOutcomes.Refusal(hold, campaign.Terms);
            if (campaign.Terms.Group!.NewCustomersOnly)
                request = request with
                {
                    HasBought = await grains.GetGrain<ITeamDirectoryGrain>(0).HasBoughtAsync(request.Customer),
                };
            var reply = await IdempotentRetry.SendAsync(
                grains.GetGrain<ITeamShardGrain>(shard.ToString()),
                request,
                static (grain, wish) => grain.SeatAsync(wish),
                static reply => reply.Hold.Outcome != HoldOutcome.Retry,
                new SeatReply(new(HoldOutcome.Retry)),
                time,
                log,
                http.RequestAborted
            );
            if (reply.Hold.Outcome is not (HoldOutcome.Held or HoldOutcome.Replayed))
                return OrderOutcomes.Refusal(reply.Hold, campaign.Terms);
            if (request.Team is null)
                teams.Remember(new(reply.Team, shard.Campaign, shard.Shard));
            return Accepted(reply, http);
        }

        private IResult Accepted(in SeatReply reply, HttpContext http)
        {
            if (reply.Hold.Outcome == HoldOutcome.Replayed)
                http.Response.Headers["Idempotent-Replayed"] = "true";
            http.Response.Headers.CacheControl = "no-store";
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

    /// <param name="Size">How many seats the team shall have: one of the campaign's sizes.</param>
    internal sealed record OpenTeam(int Size);

    /// <param name="From">The seat of whoever invites, as the shared link says.</param>
    internal sealed record JoinTeam(int? From = null);
}
