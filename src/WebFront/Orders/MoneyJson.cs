namespace FuelGrains.WebFront.Orders;

/// <summary>A refund on the wire, as staff see it.</summary>
/// <param name="PayerFen">
/// The part that goes back to the customer's account; the rest goes back to a promotion of WeChat. Null: WeChat has not said it yet.
/// </param>
internal sealed record RefundJson(
    string OutRefundNo,
    string TransactionId,
    Guid? OrderId,
    Guid? CustomerId,
    long AmountFen,
    long? PayerFen,
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
    public static RefundJson Of(RefundView r) =>
        new(
            r.OutRefundNo,
            r.TransactionId,
            r.Order?.Value,
            r.Customer?.Value,
            r.AmountFen,
            r.PayerFen,
            r.Units,
            r.Cause,
            r.State,
            r.Reason,
            r.AskedBy,
            r.DecidedBy,
            r.LastError,
            r.CreatedAt,
            r.UpdatedAt
        );
}

/// <summary>A payment on the wire, as staff see it.</summary>
/// <param name="AmountFen">What the order was paid with: by the customer and WeChat's promotions together.</param>
/// <param name="PayerFen">The part that the customer paid.</param>
/// <param name="Promotion">The names of the promotions that paid the rest; null without one.</param>
internal sealed record PaymentJson(
    string TransactionId,
    string OutTradeNo,
    Guid? OrderId,
    long AmountFen,
    long PayerFen,
    string? Promotion,
    string Currency,
    string AppId,
    string MerchantId,
    PaymentState State,
    long RefundFen,
    string? FrozenReason,
    DateTimeOffset PaidAt,
    DateTimeOffset ReceivedAt
)
{
    public static PaymentJson Of(PaymentView p) =>
        new(
            p.TransactionId,
            p.OutTradeNo,
            p.Order?.Value,
            p.AmountFen,
            p.PayerFen,
            p.Promotion,
            p.Currency,
            p.AppId,
            p.MerchantId,
            p.State,
            p.RefundFen,
            p.FrozenReason,
            p.PaidAt,
            p.ReceivedAt
        );
}
