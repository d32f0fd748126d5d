using Microsoft.AspNetCore.Mvc;

namespace FuelGrains.Peers;

internal sealed record OrderRequest(int Quantity);

internal sealed record OrderReply(Guid OrderId, string Status);

/// <summary>The replies that the peers which take orders have in common.</summary>
internal static class Orders
{
    public const string Path = "/orders";
    private const int LongestKey = 64;

    public static IResult Placed(Guid order) =>
        Results.Created($"{Path}/{order}", new OrderReply(order, "pendingPayment"));

    public static IResult Refused(string why) => Results.Conflict(new ProblemDetails { Status = 409, Title = why });

    /// <summary>Null when quantity and key can be judged further.</summary>
    public static IResult? Wrong(OrderRequest body, string? key) =>
        body.Quantity < 1 ? Results.BadRequest("quantity")
        : key is not { Length: > 0 and <= LongestKey } ? Results.BadRequest("Idempotency-Key")
        : null;
}
