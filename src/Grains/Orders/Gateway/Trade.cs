namespace FuelGrains.Grains.Orders.Gateway;

/// <summary>The answer to a query about an attempt.</summary>
/// <param name="Transaction">Set with <see cref="TradeState.Paid"/>.</param>
public sealed record TradeReply(TradeState State, Transaction? Transaction = null);

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
