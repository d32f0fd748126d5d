using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Orders.Payments;
using FuelGrains.GrainInterfaces.Orders.Refunds;
using FuelGrains.GrainInterfaces.Orders.Shipping;
using FuelGrains.GrainInterfaces.Orders.Vouchers;

namespace FuelGrains.GrainInterfaces.Orders;

/// <summary>An order with its payments and refunds, as its customer sees it.</summary>
/// <param name="Frozen">A payment of the order waits for manual review, and nothing else happens to the order until then.</param>
/// <param name="LookPrompts">This look is worth a query to the gateway: the customer may have paid, and nobody asked yet.</param>
[GenerateSerializer, Immutable, Alias("fuel.order-detail")]
public sealed record OrderDetail(
    OrderView Order,
    DateTimeOffset? PaidAt,
    DateTimeOffset? FulfilledAt,
    bool Frozen,
    ImmutableArray<PaymentView> Payments,
    ImmutableArray<RefundView> Refunds,
    bool LookPrompts = false
);

/// <summary>
/// An order of goods or of fuel as staff see it: with its payments, refunds, and the vouchers that it bought or that pay for it.
/// </summary>
/// <param name="Shipping">What WeChat is told about the order; null before its goods are handed over.</param>
[GenerateSerializer, Immutable, Alias("fuel.order-file")]
public sealed record OrderFile(
    OrderEntry Order,
    CustomerId Customer,
    DateTimeOffset? PaidAt,
    DateTimeOffset? FulfilledAt,
    bool Frozen,
    ImmutableArray<PaymentView> Payments,
    ImmutableArray<RefundView> Refunds,
    ImmutableArray<VoucherView> Vouchers,
    ShippingReport? Shipping
);
