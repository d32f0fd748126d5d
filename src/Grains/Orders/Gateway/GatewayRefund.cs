namespace FuelGrains.Grains.Orders.Gateway;

/// <summary>A request for a refund. Amounts in fen.</summary>
/// <param name="TotalFen">The whole payment; WeChat checks it.</param>
public sealed record GatewayRefund(
    string OutRefundNo,
    string TransactionId,
    long RefundFen,
    long TotalFen,
    string Reason
);

/// <summary>The answer to a request for a refund, or to a query about one.</summary>
/// <param name="Code">WeChat's error code, when WeChat gave one.</param>
/// <param name="PayerFen">The part of <paramref name="RefundFen"/> that goes back to the payer; null when WeChat did not say it.</param>
public sealed record RefundReply(
    RefundProgress Progress,
    string? RefundId = null,
    string? Code = null,
    long RefundFen = 0,
    long? PayerFen = null
);

/// <summary>A verified callback about a refund.</summary>
public sealed record RefundNotification(
    string OutRefundNo,
    string RefundId,
    RefundProgress Progress,
    long RefundFen,
    long? PayerFen = null
);

public enum RefundProgress
{
    /// <summary>No usable answer: the same number must be asked about again.</summary>
    Unknown = 0,

    /// <summary>PROCESSING.</summary>
    Processing = 1,

    /// <summary>SUCCESS: the payer has the money.</summary>
    Succeeded = 2,

    /// <summary>CLOSED: WeChat abandoned this number; a further try needs a new one.</summary>
    Closed = 3,

    /// <summary>ABNORMAL: the payer's card takes no money; staff must act in the merchant's console.</summary>
    Abnormal = 4,

    /// <summary>RESOURCE_NOT_EXISTS, on a query: WeChat does not know the number.</summary>
    NotExist = 5,

    /// <summary>WeChat understood and refused, with <see cref="RefundReply.Code"/> (NOT_ENOUGH, INVALID_REQUEST, ...).</summary>
    Refused = 6,
}
