using FuelGrains.WebFront.Ops;

namespace FuelGrains.WebFront.Campaigns.GroupBuys;

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
            static (grain, seat) => grain.SeatAsync(seat),
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
