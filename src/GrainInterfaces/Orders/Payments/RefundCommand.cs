using FuelGrains.GrainInterfaces.Customers;

namespace FuelGrains.GrainInterfaces.Orders.Payments;

/// <summary>What somebody wants back of an order.</summary>
[GenerateSerializer, Immutable, Alias("fuel.refund-wish")]
public sealed record RefundCommand
{
    /// <summary>The Idempotency-Key's hash; keys belong to (order, who asks).</summary>
    [Id(0)]
    public required Guid KeyHash { get; init; }

    [Id(1)]
    public required long BodyHash { get; init; }

    /// <summary>The customer who asks; null when staff does.</summary>
    [Id(2)]
    public CustomerId? Customer { get; init; }

    /// <summary>The member of staff who asks.</summary>
    [Id(3)]
    public string? Staff { get; init; }

    /// <summary>These vouchers; a customer who names none means all that are untouched, staff who name none mean money alone.</summary>
    [Id(4)]
    public ImmutableArray<Guid> Vouchers { get; init; } = [];

    /// <summary>Staff: how much, in fen. A customer gets the price paid.</summary>
    [Id(5)]
    public long AmountFen { get; init; }

    [Id(6)]
    public string Reason { get; init; } = "";
}

/// <param name="Refund">The refund, when <see cref="RefundOutcome.Done"/> or <see cref="RefundOutcome.Replayed"/>.</param>
[GenerateSerializer, Immutable, Alias("fuel.refund-answer")]
public sealed record RefundAnswer(RefundOutcome Outcome, RefundView? Refund = null);

[GenerateSerializer, Alias("fuel.refund-outcome")]
public enum RefundOutcome
{
    Done = 0,

    /// <summary>This key was answered before; this is that refund as it stands now.</summary>
    Replayed = 1,
    KeyReused = 2,
    NotFound = 3,

    /// <summary>No payment was kept for the order.</summary>
    NotPaid = 4,

    /// <summary>Its vouchers are not issued yet.</summary>
    NotFulfilled = 5,

    /// <summary>Nothing of the order is untouched and paid for.</summary>
    NothingLeft = 6,

    /// <summary>A named voucher is not this order's, or is used, held, expired or refunded.</summary>
    VoucherTouched = 7,

    /// <summary>More than is left of what was paid.</summary>
    TooMuch = 8,
    Frozen = 9,

    /// <summary>The same person may not ask and approve.</summary>
    SamePerson = 10,

    /// <summary>It does not wait for this decision (any more).</summary>
    AlreadyDecided = 11,

    /// <summary>The outcome is unknown: ask again with the same key.</summary>
    Retry = 12,

    /// <summary>A frozen payment that is not what the order costs: it can only go back.</summary>
    Mismatch = 13,
}
