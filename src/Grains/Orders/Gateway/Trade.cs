namespace FuelGrains.Grains.Orders.Gateway;

/// <summary>The answer to a query about an attempt.</summary>
/// <param name="Transaction">Set with <see cref="TradeState.Paid"/>.</param>
/// <param name="Code">WeChat's error code, when WeChat gave one.</param>
public sealed record TradeReply(TradeState State, Transaction? Transaction = null, string? Code = null);

/// <summary>The answer to a request that closes an attempt.</summary>
/// <param name="Code">WeChat's error code, when WeChat gave one.</param>
public sealed record CloseReply(CloseOutcome Outcome, string? Code = null);

public enum CloseOutcome
{
    /// <summary>No usable answer.</summary>
    Unknown = 0,

    /// <summary>204: no money comes under the number any more.</summary>
    Closed = 1,

    /// <summary>WeChat understood and refused, because the number is paid, closed or unknown.</summary>
    Refused = 2,
}

/// <summary>WeChat's trade_state, or the reason why there is none.</summary>
public enum TradeState
{
    Unknown = 0,
    NotPay = 1,
    UserPaying = 2,

    /// <summary>SUCCESS or REFUND: WeChat received the money.</summary>
    Paid = 3,

    /// <summary>CLOSED, REVOKED or PAYERROR: the number brings no money any more.</summary>
    Closed = 4,

    /// <summary>ORDER_NOT_EXIST: WeChat does not know the number.</summary>
    NotExist = 5,
}

/// <summary>Money that WeChat received. <paramref name="TransactionId"/> is WeChat's own and unique; amounts are in fen.</summary>
/// <param name="AmountFen">WeChat's total: what the order was paid with, by its customer and promotions together.</param>
/// <param name="PayerFen">WeChat's payer_total: the part that the customer paid.</param>
/// <param name="Promotion">The names of the promotions that paid the rest; null without one.</param>
public sealed record Transaction(
    string TransactionId,
    string OutTradeNo,
    long AmountFen,
    long PayerFen,
    string Currency,
    string AppId,
    string MerchantId,
    DateTimeOffset PaidAt,
    string? Promotion = null
);
