namespace FuelGrains.GrainInterfaces.Orders.Payments;

/// <summary>Money that came, as it stands. Amounts in fen.</summary>
/// <param name="RefundFen">Of it, given back or about to be.</param>
[GenerateSerializer, Immutable, Alias("fuel.payment-view")]
public sealed record PaymentView(
    string TransactionId,
    string OutTradeNo,
    OrderId? Order,
    long AmountFen,
    string Currency,
    string AppId,
    string MerchantId,
    PaymentState State,
    long RefundFen,
    string? FrozenReason,
    DateTimeOffset PaidAt,
    DateTimeOffset ReceivedAt
);

[GenerateSerializer, Alias("fuel.payment-state")]
public enum PaymentState
{
    Received = 0,

    /// <summary>It is the order's one payment; the order is being told.</summary>
    Applying = 1,
    Kept = 2,
    GivenBack = 3,

    /// <summary>It does not match what was asked for; a person decides.</summary>
    Frozen = 4,
}
