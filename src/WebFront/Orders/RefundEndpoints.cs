using System.Globalization;
using System.IO.Hashing;
using System.Text;
using FuelGrains.WebFront.Customers;
using FuelGrains.WebFront.Ops;

namespace FuelGrains.WebFront.Orders;

/// <summary>A customer returns untouched vouchers at the price paid: at once, by rule.</summary>
internal static class RefundEndpoints
{
    /// <summary>Vouchers named in one request: more than any order of a phone has.</summary>
    public const int MaxNamed = 500;

    public static void MapRefunds(this IEndpointRouteBuilder app) =>
        app.MapPost("/api/orders/{orderId}/refunds", AskAsync)
            .RequireAuthorization(Authentication.Customer)
            .WithTags("Orders")
            .WithSummary("Returns untouched vouchers of the order at the price paid: those named, or all")
            .WithDescription(
                "Needs an Idempotency-Key: the same key and body answer the same refund as it stands now. 202 means "
                    + "accepted; the money is back when the refund is succeeded."
            )
            .Produces<OrderRefundJson>(202)
            .ProducesProblem(400)
            .ProducesProblem(404)
            .ProducesProblem(409)
            .ProducesProblem(422)
            .ProducesProblem(503);

    private static async Task<IResult> AskAsync(
        string orderId,
        RefundRequest body,
        HttpContext http,
        IGrainFactory grains
    )
    {
        if (IdempotencyKey.Read(http.Request.Headers, out var key) is { } wrongKey)
            return wrongKey;
        if (Vouchers(body.VoucherIds, out var vouchers) is { } wrong)
            return wrong;
        if (await OwnOrder.FindAsync(orderId, http, grains) is not { } id)
            return Problems.NotFound;
        var answer = await grains
            .GetGrain<IOrderMoneyGrain>(id.Value)
            .RefundAsync(
                new()
                {
                    KeyHash = key,
                    BodyHash = Hash(0, vouchers, ""),
                    Customer = http.Customer(),
                    Vouchers = vouchers,
                    Reason = "returned by the customer",
                }
            );
        return RefundOutcomes.Answer(answer, http, OrderRefundJson.Of);
    }

    public static Problem? Vouchers(Guid[]? named, out ImmutableArray<Guid> vouchers)
    {
        vouchers = named is null ? [] : [.. named];
        if (vouchers.Length > MaxNamed)
            return Problems.Invalid("voucherIds", $"At most {MaxNamed}.");
        if (named is [])
            return Problems.Invalid("voucherIds", "Name at least one, or leave it out.");
        return vouchers.Distinct().Count() < vouchers.Length
            ? Problems.Invalid("voucherIds", "Each voucher once.")
            : null;
    }

    /// <summary>The hash of a request, in 64 bits, tells a retry from another request under the same key.</summary>
    public static long Hash(long amountFen, ImmutableArray<Guid> vouchers, string reason) =>
        unchecked(
            (long)
                XxHash3.HashToUInt64(
                    Encoding.UTF8.GetBytes(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{amountFen}|{string.Join(',', vouchers.Order())}|{reason}"
                        )
                    )
                )
        );

    /// <param name="VoucherIds">The vouchers to return; null returns all untouched vouchers.</param>
    internal sealed record RefundRequest(Guid[]? VoucherIds = null);
}
