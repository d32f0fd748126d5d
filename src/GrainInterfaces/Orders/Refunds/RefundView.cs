using FuelGrains.GrainInterfaces.Customers;

namespace FuelGrains.GrainInterfaces.Orders.Refunds;

/// <summary>A refund. Amounts in fen.</summary>
/// <param name="Units">Whole units of the order that the refund covers.</param>
/// <param name="AskedBy">The customer, a member of staff (<c>staff/{name}</c>) or <c>system</c>.</param>
/// <param name="DecidedBy">The second member of staff, once the refund is approved or rejected.</param>
[GenerateSerializer, Immutable, Alias("fuel.refund-view")]
public sealed record RefundView(
    string OutRefundNo,
    string TransactionId,
    OrderId? Order,
    CustomerId? Customer,
    long AmountFen,
    int Units,
    RefundCause Cause,
    RefundState State,
    string Reason,
    string AskedBy,
    string? DecidedBy,
    string? LastError,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt
)
{
    /// <summary>
    /// The part of the amount that goes back to the customer's account; the rest goes back to a promotion of WeChat. Null: WeChat
    /// has not said it yet.
    /// </summary>
    [Id(0)]
    public long? PayerFen { get; init; }

    /// <summary>The order's vouchers were issued before this refund could stop their issue. Nobody decided against the refund.</summary>
    public bool CameTooLate => State == RefundState.Rejected && LastError == TooLate;

    /// <summary>The error of a refund that <see cref="CameTooLate"/>.</summary>
    public const string TooLate = "the vouchers were issued first";
}

[GenerateSerializer, Alias("fuel.refund-cause")]
public enum RefundCause
{
    Customer = 0,
    Staff = 1,

    /// <summary>The payment arrived after the order had ended.</summary>
    Late = 2,

    /// <summary>The order had another payment.</summary>
    Double = 3,

    /// <summary>The payment belongs to no known order.</summary>
    Orphan = 4,

    /// <summary>The part of a fuel order's payment that was not fuelled.</summary>
    Remainder = 5,

    /// <summary>The whole payment of a fuel order that gave no fuel.</summary>
    NotFuelled = 6,

    /// <summary>The team of a group buy failed, or its customer left it.</summary>
    TeamEnded = 7,

    /// <summary>Somebody refunded in WeChat's merchant console; staff booked the refund from the bill.</summary>
    Console = 8,
}

[GenerateSerializer, Alias("fuel.refund-state")]
public enum RefundState
{
    AwaitingApproval = 0,

    /// <summary>The refund is to be sent to the gateway.</summary>
    Pending = 1,

    /// <summary>The gateway is processing the refund; the payer does not have the money yet.</summary>
    Accepted = 2,
    Succeeded = 3,

    /// <summary>The payer's account takes no money: the refund needs manual review in the merchant's console.</summary>
    Abnormal = 4,
    Rejected = 5,

    /// <summary>The gateway abandoned this number; a refund with another number has replaced it.</summary>
    Closed = 6,

    /// <summary>The money is reserved, and the order's owner is being told to issue no vouchers. The refund is sent after that.</summary>
    Stopping = 7,
}
