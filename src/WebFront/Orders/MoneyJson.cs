namespace FuelGrains.WebFront.Orders;

/// <summary>A refund on the wire, as staff see it.</summary>
internal sealed record RefundJson(
    string OutRefundNo,
    string TransactionId,
    Guid? OrderId,
    Guid? CustomerId,
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
    public static RefundJson Of(RefundView r) =>
        new(
            r.OutRefundNo,
            r.TransactionId,
            r.Order?.Value,
            r.Customer?.Value,
            r.AmountFen,
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
internal sealed record PaymentJson(
    string TransactionId,
    string OutTradeNo,
    Guid? OrderId,
    long AmountFen,
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
