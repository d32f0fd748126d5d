using FuelGrains.GrainInterfaces.Customers;

namespace FuelGrains.GrainInterfaces.Orders.Refunds;

/// <summary>A request for a refund of an order, by its customer or by staff.</summary>
[GenerateSerializer, Immutable, Alias("fuel.refund-command")]
public sealed record RefundCommand
{
    /// <summary>The Idempotency-Key's hash; keys belong to the pair of order and requester.</summary>
    [Id(0)]
    public required Guid KeyHash { get; init; }

    [Id(1)]
    public required long BodyHash { get; init; }

    /// <summary>The customer who requests the refund; null when staff do.</summary>
    [Id(2)]
    public CustomerId? Customer { get; init; }

    /// <summary>The member of staff who requests the refund; null when the customer does.</summary>
    [Id(3)]
    public string? Staff { get; init; }

    /// <summary>The vouchers to refund. None means all untouched vouchers for a customer, and money without vouchers for staff.</summary>
    [Id(4)]
    public ImmutableArray<Guid> Vouchers { get; init; } = [];

    /// <summary>The amount that staff request, in fen. A customer gets the price paid.</summary>
    [Id(5)]
    public long AmountFen { get; init; }

    [Id(6)]
    public string Reason { get; init; } = "";

    /// <summary>
    /// The number of the latest refund of staff that the member of staff knows of; null when they know of none. A refund that they do not
    /// know of, and that is a moment old, refuses the request.
    /// </summary>
    [Id(7)]
    public string? KnownRefund { get; init; }
}

/// <param name="Refund">The refund, when <see cref="RefundOutcome.Done"/> or <see cref="RefundOutcome.Replayed"/>, or the refund that the
/// refusal is about.</param>
[GenerateSerializer, Immutable, Alias("fuel.refund-answer")]
public sealed record RefundAnswer(RefundOutcome Outcome, RefundView? Refund = null);

[GenerateSerializer, Alias("fuel.refund-outcome")]
public enum RefundOutcome
{
    Done = 0,

    /// <summary>The key was answered before; the answer has that refund as it is now.</summary>
    Replayed = 1,
    KeyReused = 2,
    NotFound = 3,

    /// <summary>No payment was kept for the order.</summary>
    NotPaid = 4,

    /// <summary>The order's vouchers are not issued yet.</summary>
    NotFulfilled = 5,

    /// <summary>No part of the order is both paid and untouched.</summary>
    NothingLeft = 6,

    /// <summary>A named voucher is not this order's, or is used, held, expired or refunded.</summary>
    VoucherTouched = 7,

    /// <summary>The amount is more than what is left of the payment.</summary>
    TooMuch = 8,
    Frozen = 9,

    /// <summary>
    /// The member of staff who requested a refund may not approve it; nor may somebody whose account they made, or who made theirs.
    /// </summary>
    SamePerson = 10,

    /// <summary>The refund or payment does not wait for this decision any more.</summary>
    AlreadyDecided = 11,

    /// <summary>The outcome is unknown: repeat the request with the same key.</summary>
    Retry = 12,

    /// <summary>A frozen payment that is not what the order costs can only be refunded.</summary>
    Mismatch = 13,

    /// <summary>Staff refunded a part of this order a moment ago; the answer has that refund. Nothing was refunded now.</summary>
    RefundedRecently = 14,

    /// <summary>The order's vouchers were issued first, so nothing was refunded; the answer has the rejected refund.</summary>
    FulfilledFirst = 15,
}
