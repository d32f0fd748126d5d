using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Orders.Vouchers;

namespace FuelGrains.GrainInterfaces.Orders.Payments;

/// <summary>An order with its money, as its customer sees it.</summary>
/// <param name="Frozen">A payment did not match the order: nothing moves until a person has looked at it.</param>
[GenerateSerializer, Immutable, Alias("fuel.order-detail")]
public sealed record OrderDetail(
    OrderView Order,
    DateTimeOffset? PaidAt,
    DateTimeOffset? FulfilledAt,
    bool Frozen,
    ImmutableArray<PaymentView> Payments,
    ImmutableArray<RefundView> Refunds
);

/// <summary>An order of goods or of fuel as staff sees it: with its money, and the vouchers it became or that pay for it.</summary>
[GenerateSerializer, Immutable, Alias("fuel.order-file")]
public sealed record OrderFile(
    OrderEntry Order,
    CustomerId Customer,
    DateTimeOffset? PaidAt,
    DateTimeOffset? FulfilledAt,
    bool Frozen,
    ImmutableArray<PaymentView> Payments,
    ImmutableArray<RefundView> Refunds,
    ImmutableArray<VoucherView> Vouchers
);
