using FuelGrains.GrainInterfaces.Customers;

namespace FuelGrains.GrainInterfaces.Orders.Payments;

/// <summary>A refund as it stands. Amounts in fen.</summary>
/// <param name="Units">Whole units of the order that go back with it.</param>
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
);

[GenerateSerializer, Alias("fuel.refund-cause")]
public enum RefundCause
{
    Customer = 0,
    Staff = 1,

    /// <summary>The money came when the order had ended.</summary>
    Late = 2,

    /// <summary>The order was paid already.</summary>
    Double = 3,

    /// <summary>No order is known for the money.</summary>
    Orphan = 4,

    /// <summary>Of a fuel order: paid for, and not fuelled.</summary>
    Remainder = 5,

    /// <summary>Of a fuel order: it came to nothing, so all of its money goes back.</summary>
    NotFuelled = 6,

    /// <summary>Of a group buy: the team failed, or its customer left it.</summary>
    TeamEnded = 7,
}

[GenerateSerializer, Alias("fuel.refund-state")]
public enum RefundState
{
    AwaitingApproval = 0,

    /// <summary>To be sent to the gateway.</summary>
    Pending = 1,

    /// <summary>The gateway works on it; the money is not back yet.</summary>
    Accepted = 2,
    Succeeded = 3,

    /// <summary>The payer's account takes no money; a person must act in the merchant's console.</summary>
    Abnormal = 4,
    Rejected = 5,

    /// <summary>The gateway gave this number up; another one took its place.</summary>
    Closed = 6,
}
