using System.Text.Json.Serialization;

namespace FuelGrains.GrainInterfaces.Orders.Payments;

/// <summary>A received payment. Amounts in fen.</summary>
/// <param name="AmountFen">What the order was paid with, by its customer and WeChat's promotions together.</param>
/// <param name="RefundFen">The part that is reserved for refunds or paid out by them.</param>
/// <param name="PayerFen">The part of the amount that the customer paid.</param>
/// <param name="Promotion">The names of the promotions that paid the rest; null without one.</param>
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
    DateTimeOffset ReceivedAt,
    long PayerFen,
    string? Promotion
);

[GenerateSerializer, Alias("fuel.payment-state")]
public enum PaymentState
{
    Received = 0,

    /// <summary>The payment is its order's one payment, and the order's owner is being told.</summary>
    Applying = 1,
    Kept = 2,

    /// <summary>The whole amount is reserved for a refund or paid out by it.</summary>
    [JsonStringEnumMemberName("givenBack")]
    Refunded = 3,

    /// <summary>The payment does not match its request, or breaks an invariant: staff decide after manual review.</summary>
    Frozen = 4,
}
