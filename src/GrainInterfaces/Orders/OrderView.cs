using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Customers;

namespace FuelGrains.GrainInterfaces.Orders;

/// <summary>
/// The status of an order. PendingPayment -> Closing -> Cancelled | Paid; Paid -> Fulfilled; both -> Refunding -> Refunded.
/// </summary>
[GenerateSerializer, Alias("fuel.order-status")]
public enum OrderStatus
{
    PendingPayment = 0,
    Closing = 1,
    Paid = 2,
    Fulfilled = 3,
    Cancelled = 4,
    Refunding = 5,
    Refunded = 6,
}

/// <summary>Why an order ended unpaid, or why its team ended it.</summary>
[GenerateSerializer, Alias("fuel.close-cause")]
public enum CloseCause
{
    None = 0,
    Customer = 1,
    Expired = 2,
    SaleClosed = 3,

    /// <summary>The team did not fill, or staff ended it.</summary>
    TeamFailed = 4,
}

/// <summary>An order as its customer sees it. Amounts in fen.</summary>
[GenerateSerializer, Immutable, Alias("fuel.order-view")]
public sealed record OrderView
{
    [Id(0)]
    public required OrderId Id { get; init; }

    [Id(1)]
    public required CampaignId Campaign { get; init; }

    [Id(2)]
    public required int Shard { get; init; }

    [Id(3)]
    public required CustomerId Customer { get; init; }

    [Id(4)]
    public required string Title { get; init; }

    [Id(5)]
    public required int Quantity { get; init; }

    [Id(6)]
    public required long AmountFen { get; init; }

    [Id(7)]
    public required OrderStatus Status { get; init; }

    [Id(8)]
    public required CloseCause Cause { get; init; }

    [Id(9)]
    public required DateTimeOffset CreatedAt { get; init; }

    [Id(10)]
    public required DateTimeOffset PayBy { get; init; }

    [Id(11)]
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>The team in which the order has a seat; null in a flash sale.</summary>
    [Id(12)]
    public TeamId? Team { get; init; }
}
