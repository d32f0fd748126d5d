namespace FuelGrains.GrainInterfaces.Orders.Payments;

/// <param name="Parameters">With <see cref="PayOutcome.Ready"/>: what wx.requestPayment takes.</param>
/// <param name="PayPage">Beside a simulator: where a person presses pay.</param>
/// <param name="Status">Where the order stands, when it is known.</param>
[GenerateSerializer, Immutable, Alias("fuel.pay-reply")]
public sealed record PayReply(
    PayOutcome Outcome,
    OrderStatus Status = OrderStatus.PendingPayment,
    CloseCause Cause = CloseCause.None,
    PayParameters? Parameters = null,
    Uri? PayPage = null
);

[GenerateSerializer, Alias("fuel.pay-outcome")]
public enum PayOutcome
{
    Ready = 0,
    NotFound = 1,

    /// <summary>The order waits for no payment; the reply says where it stands.</summary>
    NotOpen = 2,

    /// <summary>payBy has passed.</summary>
    TooLate = 3,

    /// <summary>A payment of the order did not match it; a person looks at it.</summary>
    Frozen = 4,

    /// <summary>The gateway understood and refused.</summary>
    Refused = 5,

    /// <summary>Not known: ask again, and the same attempt is used.</summary>
    Unknown = 6,
}
