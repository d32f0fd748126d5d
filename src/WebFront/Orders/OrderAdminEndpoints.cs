using FuelGrains.WebFront.Customers;
using FuelGrains.WebFront.Ops;
using FuelGrains.WebFront.Orders.Vouchers;

namespace FuelGrains.WebFront.Orders;

/// <summary>Anybody's order, as staff of role ops or admin looks it up before deciding about its money.</summary>
internal static class OrderAdminEndpoints
{
    public static void MapOrderAdmin(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/admin/orders/{orderId}", FindAsync).RequireAuthorization(Authentication.Money).WithTags("Refunds (staff)")
            .WithSummary("An order with its money and its vouchers; no code is shown").Produces<OrderFileJson>().ProducesProblem(404);

    private static async Task<IResult> FindAsync(string orderId, IGrainFactory grains, TimeProvider time) =>
        OrderId.TryParse(orderId, null, out var id) && await grains.GetGrain<IOrderDirectoryGrain>(0).LookUpAsync(id) is { } file
            ? Results.Ok(OrderFileJson.Of(file, time.GetUtcNow()))
            : Problems.NotFound;

    internal sealed record OrderFileJson(
        DateTimeOffset ServerTime, OrderJson Order, Guid CustomerId, DateTimeOffset? PaidAt, DateTimeOffset? FulfilledAt, bool Frozen,
        ImmutableArray<PaymentJson> Payments, ImmutableArray<RefundJson> Refunds, ImmutableArray<VoucherJson> Vouchers)
    {
        public static OrderFileJson Of(OrderFile file, DateTimeOffset now)
        {
            var (order, paidAt, fulfilledAt, frozen, payments, refunds) = file.Detail;
            return new(now, OrderJson.Of(order), order.Customer.Value, paidAt, fulfilledAt, frozen, [.. payments.Select(PaymentJson.Of)],
                [.. refunds.Select(RefundJson.Of)], [.. file.Vouchers.Select(VoucherJson.Of)]);
        }
    }
}
