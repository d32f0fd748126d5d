using FuelGrains.WebFront.Customers;
using FuelGrains.WebFront.Ops;

namespace FuelGrains.WebFront.Orders;

/// <summary>Prepares the payment of an order and returns the parameters of wx.requestPayment.</summary>
internal static class PayEndpoint
{
    private static readonly Problem AlreadyPaid = new("already-paid", 409, "The order is paid", "Its money is there.");
    private static readonly Problem NotOpen = new(
        "order-not-open",
        409,
        "The order is not open any more",
        "Something else happened to it first; see the order."
    );
    private static readonly Problem TooLate = new(
        "too-late",
        409,
        "Too late to pay",
        "The time to pay is over; the order closes."
    );
    private static readonly Problem Frozen = new(
        "order-frozen",
        409,
        "The order is frozen",
        "A payment did not match the order. Somebody looks at it; do not pay again."
    );
    private static readonly Problem Refused = new(
        "payment-refused",
        502,
        "WeChat refused the payment",
        "WeChat takes no payment for this order. Somebody was told."
    );

    private static readonly Problem NumbersSpent = new(
        "payment-numbers-spent",
        409,
        "The order cannot be paid",
        "WeChat takes no payment under this order's numbers any more. Cancel the order and order anew."
    );
    private static readonly Problem GatewayAway = new(
        "wechat-away",
        503,
        "WeChat Pay does not answer",
        "Nothing was taken. The order stays as it is until payBy; try again in a moment."
    )
    {
        RetryAfterSeconds = 5,
    };

    public static void MapPayments(this IEndpointRouteBuilder app) =>
        app.MapPost("/api/orders/{orderId}/pay", PayAsync)
            .RequireAuthorization(Authentication.Customer)
            .WithTags("Orders")
            .WithSummary("Prepares a payment: the parameters of wx.requestPayment")
            .WithDescription(
                "Safe to repeat: an open payment is handed out again. A payment that is not made by payBy is closed. "
                    + "Beside a simulator, payPage is where a person presses pay."
            )
            .Produces<PayJson>()
            .ProducesProblem(404)
            .ProducesProblem(409)
            .ProducesProblem(502)
            .ProducesProblem(503);

    private static async Task<IResult> PayAsync(string orderId, HttpContext http, IGrainFactory grains)
    {
        if (await OwnOrder.FindAsync(orderId, http, grains) is not { } id)
            return Problems.NotFound;
        var reply = await grains.GetGrain<IOrderMoneyGrain>(id.Value).PayAsync(http.Customer());
        http.Response.Headers.CacheControl = "no-store";
        return reply.Outcome switch
        {
            PayOutcome.Ready when reply.Parameters is { } p => Results.Ok(
                new PayJson(p.AppId, p.TimeStamp, p.NonceStr, p.Package, p.SignType, p.PaySign, reply.PayPage)
            ),
            PayOutcome.NotFound => Problems.NotFound,
            PayOutcome.NotOpen when reply.Status is OrderStatus.Paid or OrderStatus.Fulfilled => AlreadyPaid,
            PayOutcome.NotOpen => NotOpen with { Detail = $"The order is {reply.Status} ({reply.Cause})." },
            PayOutcome.TooLate => TooLate,
            PayOutcome.Frozen => Frozen,
            PayOutcome.Refused => Refused,
            PayOutcome.NumbersSpent => NumbersSpent,
            PayOutcome.GatewayAway => GatewayAway,
            _ => Problems.Unavailable,
        };
    }

    /// <summary>The parameters of wx.requestPayment.</summary>
    internal sealed record PayJson(
        string AppId,
        string TimeStamp,
        string NonceStr,
        string Package,
        string SignType,
        string PaySign,
        Uri? PayPage
    );
}
