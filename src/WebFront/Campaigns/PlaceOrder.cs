using FuelGrains.WebFront.Customers;
using FuelGrains.WebFront.Customers.MiniProgram;
using FuelGrains.WebFront.Ops;
using FuelGrains.WebFront.Orders;

namespace FuelGrains.WebFront.Campaigns;

/// <summary>The hot path: token -> gate -> shard. A request that can be refused without a grain never reaches one.</summary>
internal static class PlaceOrder
{
    public static void MapPlaceOrder(this IEndpointRouteBuilder app) =>
        app.MapPost("/api/flash-sales/{saleId}/orders", PlaceAsync)
            .RequireAuthorization(Authentication.Customer)
            .NeedsCurrentClient()
            .WithTags("Orders")
            .WithSummary("Takes units of a sale and holds them until payBy")
            .WithDescription(IdempotencyKey.Description)
            .Accepts<OrderRequest>("application/json")
            .Produces<PlacedOrder>(201)
            .ProducesProblem(400)
            .ProducesProblem(404)
            .ProducesProblem(409)
            .ProducesProblem(422)
            .ProducesProblem(429)
            .ProducesProblem(503);

    private static async Task<IResult> PlaceAsync(
        string saleId,
        HttpContext http,
        CampaignCache campaigns,
        TimeProvider time,
        ILogger<OrderRequest> log
    )
    {
        var body = await JsonBody.ReadAsync<OrderRequest>(http);
        if (IdempotencyKey.Read(http.Request.Headers, out var keyHash) is { } wrongKey)
            return wrongKey;
        if (body.Quantity < 1)
            return Problems.Invalid("quantity", "Must be at least 1.");
        if (
            !CampaignId.TryParse(saleId, null, out var id)
            || await campaigns.FindAsync(id) is not { Terms.Group: null } campaign
        )
            return Problems.NotFound;
        if (body.Quantity > campaign.Terms.LimitPerOrder)
            return Problems.Invalid("quantity", $"At most {campaign.Terms.LimitPerOrder} in one order of this sale.");
        var customer = http.Customer();
        var shard = campaign.ShardOf(customer);
        var reply =
            campaign.Refuse(customer, shard)
            ?? (campaign.IsDecided ? await campaigns.RefuseAsync(campaign, customer) : null)
            ?? await IdempotentRetry.SendAsync(
                shard,
                new HoldRequest(customer, keyHash, body.Quantity, body.Quantity),
                static (shard, request) => shard.HoldAsync(request),
                static reply => reply.Outcome != HoldOutcome.Retry,
                new(HoldOutcome.Retry),
                time,
                log,
                http.RequestAborted
            );
        if (reply.Outcome is not (HoldOutcome.Held or HoldOutcome.Replayed))
            return OrderOutcomes.Refusal(reply, campaign.Terms, time.GetUtcNow());
        IdempotencyKey.Mark(http, replayed: reply.Outcome == HoldOutcome.Replayed);
        return new PlacedOrder(reply.Order.Value, OrderStatus.PendingPayment, reply.PayBy, reply.AmountFen);
    }

    /// <param name="Quantity">Units, from 1 to the campaign's limit per order.</param>
    internal sealed record OrderRequest(int Quantity);
}
