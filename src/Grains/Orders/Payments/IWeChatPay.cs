namespace FuelGrains.Grains.Orders.Payments;

/// <summary>
/// WeChat Pay APIv3, as the rules of payment need it. Amounts in fen (CNY). No method throws for what WeChat or the network
/// does: an answer that is missing, unsigned or unreadable is <c>Unknown</c>, and what was asked may have happened all the same.
/// </summary>
public interface IWeChatPay
{
    /// <summary>POST /v3/pay/transactions/jsapi. The same out_trade_no again, with the same values, is safe.</summary>
    Task<PrepayReply> PrepayAsync(PrepayRequest request, CancellationToken ct);

    /// <summary>What a mini-program hands to wx.requestPayment, signed with the merchant's key.</summary>
    PayParameters Sign(string prepayId, DateTimeOffset now);

    /// <summary>GET /v3/pay/transactions/out-trade-no/{no}: the only truth about an attempt.</summary>
    Task<TradeReply> QueryAsync(string outTradeNo, CancellationToken ct);

    /// <summary>POST /v3/pay/transactions/out-trade-no/{no}/close. Anything but 204 is answered false: then a query decides.</summary>
    Task<bool> CloseAsync(string outTradeNo, CancellationToken ct);

    /// <summary>POST /v3/refund/domestic/refunds. The same out_refund_no again is safe; accepted is not refunded.</summary>
    Task<RefundReply> RefundAsync(GatewayRefund request, CancellationToken ct);

    /// <summary>GET /v3/refund/domestic/refunds/{no}.</summary>
    Task<RefundReply> QueryRefundAsync(string outRefundNo, CancellationToken ct);

    /// <summary>Verifies a callback on its raw bytes (signature, serial, clock within 300 s), then opens its resource.</summary>
    Callback Read(CallbackRequest request, DateTimeOffset now);
}

/// <param name="ExpiresAt">time_expire: WeChat takes no money for this attempt after it.</param>
public sealed record PrepayRequest(
    string OutTradeNo,
    string Description,
    long AmountFen,
    string OpenId,
    DateTimeOffset ExpiresAt
);

public sealed record PrepayReply(PrepayOutcome Outcome, string? PrepayId = null, string? Code = null);

public enum PrepayOutcome
{
    Ready = 0,

    /// <summary>ORDERPAID: the money is there; a query shows it.</summary>
    AlreadyPaid = 1,

    /// <summary>ORDER_CLOSED, OUT_TRADE_NO_USED: this attempt is spent; another needs a number of its own.</summary>
    Spent = 2,

    /// <summary>WeChat understood and refused, with <see cref="PrepayReply.Code"/>.</summary>
    Refused = 3,
    Unknown = 4,
}

public sealed record TradeReply(TradeState State, Transaction? Transaction = null);

/// <summary>trade_state, and what stands for it when there is none.</summary>
public enum TradeState
{
    Unknown = 0,
    NotPay = 1,
    UserPaying = 2,

    /// <summary>SUCCESS, or REFUND: the money came. <see cref="TradeReply.Transaction"/> is set.</summary>
    Paid = 3,

    /// <summary>CLOSED, REVOKED or PAYERROR: no money comes for this number any more.</summary>
    Closed = 4,

    /// <summary>ORDER_NOT_EXIST: WeChat never saw the number.</summary>
    NotExist = 5,
}

/// <summary>Money that came. <see cref="TransactionId"/> is WeChat's own and unique.</summary>
public sealed record Transaction(
    string TransactionId,
    string OutTradeNo,
    long AmountFen,
    string Currency,
    string AppId,
    string MerchantId,
    DateTimeOffset PaidAt
);

/// <param name="TotalFen">What was paid in all; WeChat checks it.</param>
public sealed record GatewayRefund(
    string OutRefundNo,
    string TransactionId,
    long RefundFen,
    long TotalFen,
    string Reason
);

public sealed record RefundReply(
    RefundProgress Progress,
    string? RefundId = null,
    string? Code = null,
    long RefundFen = 0
);

public enum RefundProgress
{
    /// <summary>No usable answer: ask again with the same number.</summary>
    Unknown = 0,

    /// <summary>PROCESSING.</summary>
    Processing = 1,

    /// <summary>SUCCESS: the money is back.</summary>
    Succeeded = 2,

    /// <summary>CLOSED: WeChat gave this number up; a further try needs another one.</summary>
    Closed = 3,

    /// <summary>ABNORMAL: the payer's card takes no money; a person must act in the merchant's console.</summary>
    Abnormal = 4,

    /// <summary>RESOURCE_NOT_EXISTS, on a query: WeChat never saw the number.</summary>
    NotExist = 5,

    /// <summary>Understood and refused, with <see cref="RefundReply.Code"/> (NOT_ENOUGH, INVALID_REQUEST, ...).</summary>
    Refused = 6,
}

/// <summary>A callback as it came in: its body is the very bytes that were signed.</summary>
public sealed record CallbackRequest(string Timestamp, string Nonce, string Signature, string Serial, byte[] Body);

public sealed record Callback(
    CallbackVerdict Verdict,
    Transaction? Payment = null,
    RefundNotification? Refund = null,
    string? Detail = null
);

public enum CallbackVerdict
{
    /// <summary>TRANSACTION.SUCCESS; <see cref="Callback.Payment"/> is set.</summary>
    Payment = 0,

    /// <summary>REFUND.SUCCESS, .ABNORMAL or .CLOSED; <see cref="Callback.Refund"/> is set.</summary>
    Refund = 1,

    /// <summary>A header is missing or malformed, the clock is off by 300 s, the serial unknown, or the signature wrong: 401.</summary>
    Forged = 2,

    /// <summary>Well signed, but the resource does not open or does not read: 400, and an alarm.</summary>
    Unreadable = 3,

    /// <summary>Well signed and read, and nothing that concerns us: 200, no effect.</summary>
    Ignored = 4,
}

public sealed record RefundNotification(string OutRefundNo, string RefundId, RefundProgress Progress, long RefundFen);
