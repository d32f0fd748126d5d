using FuelGrains.WebFront.Customers;
using FuelGrains.WebFront.Ops;
using FuelGrains.WebFront.Orders.Vouchers;

namespace FuelGrains.WebFront.Orders;

/// <summary>Looks up any order for staff of role ops or admin, who decide about its money.</summary>
internal static class OrderAdminEndpoints
{
    public static void MapOrderAdmin(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/admin/orders/{orderId}", FindAsync)
            .RequireAuthorization(Authentication.Money)
            .WithTags("Refunds (staff)")
            .WithSummary("An order of goods or of fuel, with its money and its vouchers; no code is shown")
            .Produces<OrderFileJson>()
            .ProducesProblem(404);

    private static async Task<IResult> FindAsync(string orderId, IGrainFactory grains, TimeProvider time) =>
        OrderId.TryParse(orderId, null, out var id)
        && await grains.GetGrain<IOrderDirectoryGrain>(0).LookUpAsync(id) is { } file
            ? Results.Ok(OrderFileJson.Of(file, time.GetUtcNow()))
            : Problems.NotFound;

    internal sealed record OrderFileJson(
        DateTimeOffset ServerTime,
        OrderJson Order,
        Guid CustomerId,
        DateTimeOffset? PaidAt,
        DateTimeOffset? FulfilledAt,
        bool Frozen,
        ImmutableArray<PaymentJson> Payments,
        ImmutableArray<RefundJson> Refunds,
        ImmutableArray<VoucherJson> Vouchers,
        ShippingJson? Shipping
    )
    {
        public static OrderFileJson Of(OrderFile file, DateTimeOffset now) =>
            new(
                now,
                OrderJson.Of(file.Order),
                file.Customer.Value,
                file.PaidAt,
                file.FulfilledAt,
                file.Frozen,
                [.. file.Payments.Select(PaymentJson.Of)],
                [.. file.Refunds.Select(RefundJson.Of)],
                [.. file.Vouchers.Select(VoucherJson.Of)],
                file.Shipping is { } shipping ? ShippingJson.Of(shipping) : null
            );
    }
}
