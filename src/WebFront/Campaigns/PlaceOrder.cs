using FuelGrains.WebFront.Campaigns;
using FuelGrains.WebFront.Customers;
using FuelGrains.WebFront.Ops;

namespace FuelGrains.WebFront.Orders;

/// <summary>The hot path: token -> gate -> shard. Everything that can be refused without a grain is refused before one is asked.</summary>
internal static class PlaceOrder
{
    public static void MapPlaceOrder(this IEndpointRouteBuilder app) =>
        app.MapPost("/api/flash-sales/{saleId}/orders", PlaceAsync)
            .RequireAuthorization(Authentication.Customer)
            .WithTags("Orders")
            .WithSummary("Takes units of a sale and holds them until payBy")
            .WithDescription(
                "Needs an Idempotency-Key. The same key and body give the same answer again for at least seven days; after an unknown answer (a time-out, 5xx, 429, or 409 in-progress) send the same key again."
            )
            .Produces<PlacedOrder>(201)
            .ProducesProblem(400)
            .ProducesProblem(404)
            .ProducesProblem(409)
            .ProducesProblem(422)
            .ProducesProblem(429)
            .ProducesProblem(503);

    private static async Task<IResult> PlaceAsync(
        string saleId,
        OrderRequest body,
        HttpContext http,
        CampaignCache board,
        TimeProvider time,
        ILogger<OrderRequest> log
    )
    {
        if (IdempotencyKey.Read(http.Request.Headers, out var keyHash) is { } wrongKey)
            return wrongKey;
        if (body.Quantity < 1)
            return Problems.Invalid("quantity", "Must be at least 1.");
        if (
            !CampaignId.TryParse(saleId, null, out var id)
            || await board.FindAsync(id) is not { Terms.Group: null } sale
        )
            return Problems.NotFound;
        if (body.Quantity > sale.Terms.LimitPerOrder)
            return Problems.Invalid("quantity", $"At most {sale.Terms.LimitPerOrder} in one order of this sale.");
        var customer = http.Customer();
        var reply =
            sale.Refuse(customer, out var shard)
            ?? await IdempotentRetry.SendAsync(
                shard,
                new HoldRequest(customer, keyHash, body.Quantity, body.Quantity),
                static (grain, request) => grain.HoldAsync(request),
                static reply => reply.Outcome != HoldOutcome.Retry,
                new(HoldOutcome.Retry),
                time,
                log,
                http.RequestAborted
            );
        return OrderOutcomes.Answer(reply, sale, http);
    }

    /// <param name="Quantity">Units, from 1 to the sale's limit per order.</param>
    internal sealed record OrderRequest(int Quantity);
}
