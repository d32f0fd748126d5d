namespace FuelGrains.Grains.Orders.Gateway;

/// <summary>
/// WeChat Pay APIv3, as the rules of payment need it. Amounts in fen (CNY). No method throws for what WeChat or the network
/// does: a missing, unsigned or unreadable answer is <c>Unknown</c>, and WeChat may have carried out the request all the same.
/// </summary>
public interface IWeChatPay
{
    /// <summary>POST /v3/pay/transactions/jsapi. Repeating an out_trade_no with the same values is safe.</summary>
    Task<PrepayReply> PrepayAsync(PrepayRequest request, CancellationToken ct);

    /// <summary>The arguments that a mini-program hands to wx.requestPayment, signed with the merchant's key.</summary>
    PayParameters Sign(string prepayId, DateTimeOffset now);

    /// <summary>GET /v3/pay/transactions/out-trade-no/{no}: the only truth about an attempt.</summary>
    Task<TradeReply> QueryAsync(string outTradeNo, CancellationToken ct);

    /// <summary>POST /v3/pay/transactions/out-trade-no/{no}/close. After every answer but 204 a query decides.</summary>
    Task<CloseReply> CloseAsync(string outTradeNo, CancellationToken ct);

    /// <summary>POST /v3/refund/domestic/refunds. Repeating an out_refund_no is safe. An accepted refund is not yet paid out.</summary>
    Task<RefundReply> RefundAsync(GatewayRefund request, CancellationToken ct);

    /// <summary>GET /v3/refund/domestic/refunds/{no}.</summary>
    Task<RefundReply> QueryRefundAsync(string outRefundNo, CancellationToken ct);

    /// <summary>Verifies a callback on its raw bytes (signature, serial, clock within 300 s), then decrypts its resource.</summary>
    Callback Read(CallbackRequest request, DateTimeOffset now);
}
