using FuelGrains.WebFront.Customers;
using FuelGrains.WebFront.Hosting;
using FuelGrains.WebFront.Ops;

namespace FuelGrains.WebFront.Orders;

/// <summary>A customer's own orders. Another customer's order is answered as if it did not exist.</summary>
internal static class OrderEndpoints
{
    private const int CancelAttempts = 5;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly Problem NotOpen = new(
        "order-not-open",
        409,
        "The order is not open any more",
        "Something else happened to it first; see the order."
    );

    public static void MapOrders(this IEndpointRouteBuilder app)
    {
        var orders = app.MapGroup("/api/orders").RequireAuthorization(Authentication.Customer).WithTags("Orders");
        orders
            .MapGet("", ListAsync)
            .WithSummary("Lists your orders of goods and of fuel, newest first")
            .Produces<OrderList>()
            .ProducesProblem(400);
        orders
            .MapGet("/{orderId}", LookAsync)
            .WithSummary("One of your orders with its money, as it stands now")
            .WithDescription(
                "The first look after a payment was prepared makes the product ask WeChat, and does not wait for it."
            )
            .Produces<OrderDetailJson>()
            .ProducesProblem(404);
        orders
            .MapPost("/{orderId}/cancel", CancelAsync)
            .WithSummary(
                "Gives an unpaid order's units back; when a payment was prepared it is closing first, until the gateway has closed that"
            )
            .Produces<OrderDetailJson>()
            .ProducesProblem(404)
            .ProducesProblem(409)
            .ProducesProblem(503);
    }

    private static async Task<IResult> ListAsync(
        string? before,
        int? limit,
        HttpContext http,
        IGrainFactory grains,
        TimeProvider time
    )
    {
        if (
            PageQuery<OrderId>.Read(before, limit, PageLimits.OfCustomer, "the id of an order", out var page) is
            { } wrong
        )
            return wrong;
        var orders = await grains
            .GetGrain<IOrderDirectoryGrain>(0)
            .EntriesAsync(http.Customer(), page.Before, page.Limit);
        return Results.Ok(
            new OrderList(
                time.GetUtcNow(),
                [.. orders.Select(OrderJson.Of)],
                page.Next(orders, order => order.Id.Value)
            )
        );
    }

    private static async Task<IResult> LookAsync(
        string orderId,
        HttpContext http,
        IGrainFactory grains,
        PaymentPrompts prompts
    )
    {
        if (!OrderId.TryParse(orderId, null, out var id))
            return Problems.NotFound;
        var (answer, lookPrompts) = await FindAsync(id, http, grains);
        if (lookPrompts)
            prompts.Looked(id, http.Customer());
        return answer;
    }

    private static async Task<(IResult Answer, bool LookPrompts)> FindAsync(
        OrderId id,
        HttpContext http,
        IGrainFactory grains
    )
    {
        if (await grains.GetGrain<IOrderDirectoryGrain>(0).DetailAsync(id, http.Customer()) is { } order)
            return (Results.Ok(OrderDetailJson.Of(order)), order.LookPrompts);
        return await grains.GetGrain<IFuelOrderIntakeGrain>(0).DetailAsync(id, http.Customer()) is { } fuel
            ? (Results.Ok(FuelOrderJson.Of(fuel)), fuel.LookPrompts)
            : (Problems.NotFound, false);
    }

    private static async Task<IResult> CancelAsync(
        string orderId,
        HttpContext http,
        IGrainFactory grains,
        TimeProvider time
    )
    {
        if (!OrderId.TryParse(orderId, null, out var id))
            return Problems.NotFound;
        if (await grains.GetGrain<IFuelOrderIntakeGrain>(0).DetailAsync(id, http.Customer()) is not null)
            return FuelCancelOutcomes.Answer(await grains.GetGrain<IFuelOrderGrain>(id.Value).CancelAsync())
                ?? (await FindAsync(id, http, grains)).Answer;
        for (var attempt = 0; attempt < CancelAttempts; attempt++)
        {
            if (await grains.GetGrain<IOrderDirectoryGrain>(0).FindAsync(id, http.Customer()) is not { } order)
                return Problems.NotFound;
            var shard = grains.GetGrain<IOrderOwnerGrain>(new StockShardKey(order.Campaign, order.Shard).ToString());
            var reply = await shard.ApplyAsync(new(order.Id, order.Customer, OrderAction.Release, CloseCause.Customer));
            switch (reply.Outcome)
            {
                case TransitionOutcome.Applied or TransitionOutcome.AlreadyApplied:
                    return (await FindAsync(id, http, grains)).Answer;
                case TransitionOutcome.Rejected:
                    return NotOpen with { Detail = $"The order is {reply.Status} ({reply.Cause})." };
            }
            await Task.Delay(Pause, time, http.RequestAborted);
        }
        return Problems.Unavailable;
    }
}
