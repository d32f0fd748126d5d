using FuelGrains.GrainInterfaces.Orders.Shipping;
using FuelGrains.WebFront.Customers;
using FuelGrains.WebFront.Ops;

namespace FuelGrains.WebFront.Orders;

/// <summary>Decisions of role ops or admin about what WeChat is told of an order. Each is audited with the caller's name.</summary>
internal static class ShippingAdminEndpoints
{
    // WeChat's own limit of item_desc: a correction is not cut, because WeChat takes only one.
    private const int MaxItem = 120;
    private const int MaxReason = 200;

    private static readonly Problem Over = new(
        "shipping-over",
        409,
        "Not possible any more",
        "WeChat is being told, was told and corrected once, or need not be told."
    );

    public static void MapShippingAdmin(this IEndpointRouteBuilder app)
    {
        var staff = app.MapGroup("/api/admin/orders/{orderId}/shipping")
            .RequireAuthorization(Authentication.Money)
            .WithTags("Refunds (staff)");
        staff
            .MapPost("", AgainAsync)
            .WithSummary(
                "Reports an order's shipping to WeChat again with another text; a reported one once, as WeChat allows"
            )
            .Produces<ShippingJson>(202)
            .ProducesProblem(400)
            .ProducesProblem(404)
            .ProducesProblem(409)
            .ProducesProblem(503);
        staff
            .MapPost("/end", EndAsync)
            .WithSummary(
                "Ends a report that waits or was refused, because WeChat was told otherwise or need not be told"
            )
            .Produces<ShippingJson>()
            .ProducesProblem(400)
            .ProducesProblem(404)
            .ProducesProblem(409)
            .ProducesProblem(503);
    }

    private static Task<IResult> AgainAsync(string orderId, ItemRequest body, HttpContext http, IGrainFactory grains) =>
        TextInput.Wrong(body.Item, MaxItem) is { } wrong
            ? Task.FromResult<IResult>(Problems.Invalid("item", wrong))
            : AnswerAsync(
                orderId,
                202,
                order => Shipping(grains).ReportAgainAsync(order, body.Item.Trim(), http.Staff())
            );

    private static Task<IResult> EndAsync(string orderId, EndRequest body, HttpContext http, IGrainFactory grains) =>
        TextInput.Wrong(body.Reason, MaxReason) is { } wrong
            ? Task.FromResult<IResult>(Problems.Invalid("reason", wrong))
            : AnswerAsync(orderId, 200, order => Shipping(grains).EndAsync(order, body.Reason.Trim(), http.Staff()));

    private static async Task<IResult> AnswerAsync(
        string orderId,
        int status,
        Func<OrderId, Task<ShippingDecision>> decide
    )
    {
        if (!OrderId.TryParse(orderId, null, out var id) || await decide(id) is not { Report: { } report } decision)
            return Problems.NotFound;
        return decision.Done ? Results.Json(ShippingJson.Of(report), statusCode: status) : Over;
    }

    private static IShippingGrain Shipping(IGrainFactory grains) => grains.GetGrain<IShippingGrain>(0);

    internal sealed record ItemRequest(string Item);

    internal sealed record EndRequest(string Reason);
}

/// <summary>A shipping report on the wire, as staff see it.</summary>
internal sealed record ShippingJson(
    ShippingState State,
    LogisticsType Logistics,
    string Item,
    DateTimeOffset OwedAt,
    DateTimeOffset? ReportedAt,
    DateTimeOffset? CorrectedAt,
    DateTimeOffset? NextTryAt,
    int Tries,
    string? Trouble
)
{
    public static ShippingJson Of(ShippingReport r) =>
        new(r.State, r.Logistics, r.Item, r.OwedAt, r.ReportedAt, r.CorrectedAt, r.NextTryAt, r.Tries, r.Trouble);
}
