namespace FuelGrains.GrainInterfaces.Orders.Payments;

/// <param name="Parameters">The arguments of wx.requestPayment, set with <see cref="PayOutcome.Ready"/>.</param>
/// <param name="PayPage">The simulator's page on which a developer pays.</param>
/// <param name="Status">The order's status, when it is known.</param>
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

    /// <summary>The order waits for no payment; the reply has its status.</summary>
    NotOpen = 2,

    /// <summary>payBy has passed.</summary>
    TooLate = 3,

    /// <summary>A payment of the order does not match it and waits for manual review.</summary>
    Frozen = 4,

    /// <summary>The gateway understood and refused.</summary>
    Refused = 5,

    /// <summary>The outcome is unknown: a repeated call uses the same attempt.</summary>
    Unknown = 6,

    /// <summary>The gateway does not answer anybody: a repeated call uses the same attempt, and makes sense after some seconds.</summary>
    GatewayAway = 7,

    /// <summary>The gateway takes none of the order's numbers: another order has others.</summary>
    NumbersSpent = 8,
}
