using FuelGrains.WebFront.Customers;
using FuelGrains.WebFront.Ops;

namespace FuelGrains.WebFront.Orders;

/// <summary>A customer who comes back from WeChat asks whether the payment is there, and the product asks WeChat.</summary>
internal static class PayQueryEndpoint
{
    public static void AddPayQueries(this IServiceCollection services) => services.AddSingleton<PaymentPrompts>();

    public static void MapPayQueries(this IEndpointRouteBuilder app) =>
        app.MapPost("/api/orders/{orderId}/pay/query", QueryAsync)
            .RequireAuthorization(Authentication.Customer)
            .WithTags("Orders")
            .WithSummary("Asks WeChat at once whether an order is paid, and answers how the order stands")
            .WithDescription(
                "Call this after wx.requestPayment said ok, and when the page becomes visible again. It takes up to 4 s while "
                    + "WeChat is silent. An order has three such queries beyond the regular ones, some seconds apart: after that "
                    + "the answer is what is known (weChat: notQueried), and againInSeconds says when WeChat is asked next. "
                    + "Offer no second payment before that. After wx.requestPayment said cancel, offer to pay again at once."
            )
            .Produces<PayStateJson>()
            .ProducesProblem(404)
            .ProducesProblem(503);

    private static async Task<IResult> QueryAsync(
        string orderId,
        HttpContext http,
        PaymentPrompts prompts,
        IGrainFactory grains
    )
    {
        if (await OwnOrder.FindAsync(orderId, http, grains) is not { } id)
            return Problems.NotFound;
        var reply = await prompts.CameBackAsync(id, http.Customer());
        http.Response.Headers.CacheControl = "no-store";
        return reply.Found ? Results.Ok(PayStateJson.Of(id, reply)) : Problems.NotFound;
    }

    /// <summary>How an order's payment stands.</summary>
    /// <param name="Frozen">A payment does not match the order: somebody looks at it, and nobody should pay again.</param>
    /// <param name="WeChat">WeChat's answer just now; <c>notQueried</c> when WeChat was not asked.</param>
    /// <param name="AgainInSeconds">When WeChat may be asked again; null when the order waits for no payment.</param>
    internal sealed record PayStateJson(
        Guid OrderId,
        OrderStatus Status,
        CloseCause Cause,
        bool Frozen,
        PromptAnswer WeChat,
        int? AgainInSeconds
    )
    {
        public static PayStateJson Of(OrderId id, PromptReply reply) =>
            new(
                id.Value,
                reply.Status,
                reply.Cause,
                reply.Frozen,
                reply.Answer,
                reply.AgainAfter is { } after ? (int)Math.Ceiling(after.TotalSeconds) : null
            );
    }
}
