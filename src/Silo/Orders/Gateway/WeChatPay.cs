using System.Globalization;
using System.Text.Json.Serialization;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.Grains.Orders.Gateway;

namespace FuelGrains.Silo.Orders.Gateway;

/// <summary>WeChat Pay APIv3 for one merchant (pay.weixin.qq.com/doc/v3/merchant/4012791856).</summary>
internal sealed class WeChatPay(
    WeChatPayWire wire,
    WeChatPayIdentity identity,
    PlatformCertificates certificates,
    RequestSigner signer,
    CallbackReader callbacks,
    NotifyAddress notify
) : IWeChatPay
{
    private const string Currency = "CNY";
    private static readonly TimeSpan China = TimeSpan.FromHours(8);

    public async Task<PrepayReply> PrepayAsync(PrepayRequest request, CancellationToken ct)
    {
        var body = new PrepayJson(
            identity.AppId,
            identity.MerchantId,
            WeChatLimits.Description.Cut(request.Description),
            request.OutTradeNo,
            request.ExpiresAt.ToOffset(China).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture),
            notify.Payments.ToString(),
            new(request.AmountFen, Currency),
            new(request.OpenId)
        );
        var answer = await SendAsync(HttpMethod.Post, "v3/pay/transactions/jsapi", body, ct);
        if (answer is null)
            return new(PrepayOutcome.Unknown);
        if (answer.Status == 200)
            return answer.Read<PrepaidJson>()?.PrepayId is { Length: > 0 } id
                ? new(PrepayOutcome.Ready, id)
                : new(PrepayOutcome.Unknown);
        if (answer.IsLimit)
            return new(PrepayOutcome.Unknown, Code: GatewayCodes.Limited);
        return answer.Code switch
        {
            "ORDERPAID" => new(PrepayOutcome.AlreadyPaid, Code: answer.Code),
            "ORDER_CLOSED" or GatewayCodes.NumberUsed => new(PrepayOutcome.Spent, Code: answer.Code),
            null => new(PrepayOutcome.Unknown),
            _ => new(PrepayOutcome.Refused, Code: answer.Code),
        };
    }

    public PayParameters Sign(string prepayId, DateTimeOffset now) => signer.ForMiniProgram(prepayId, now);

    public async Task<TradeReply> QueryAsync(string outTradeNo, CancellationToken ct)
    {
        var answer = await SendAsync(
            HttpMethod.Get,
            $"v3/pay/transactions/out-trade-no/{Uri.EscapeDataString(outTradeNo)}?mchid={identity.MerchantId}",
            null,
            ct
        );
        // WeChat's documents spell it both ways.
        if (answer is { Status: 404, Code: "ORDER_NOT_EXIST" or "ORDERNOTEXIST" })
            return new(TradeState.NotExist);
        if (answer is { IsLimit: true })
            return new(TradeState.Unknown, Code: GatewayCodes.Limited);
        // An answer about another number says nothing about this one.
        if (answer?.Status != 200 || answer.Read<TradeJson>() is not { } trade || trade.OutTradeNo != outTradeNo)
            return new(TradeState.Unknown);
        if (trade.State != TradeState.Paid)
            return new(trade.State);
        return trade.Transaction is { } paid ? new(TradeState.Paid, paid) : new(TradeState.Unknown);
    }

    public async Task<CloseReply> CloseAsync(string outTradeNo, CancellationToken ct)
    {
        var path = $"v3/pay/transactions/out-trade-no/{Uri.EscapeDataString(outTradeNo)}/close";
        return await SendAsync(HttpMethod.Post, path, new CloseJson(identity.MerchantId), ct) switch
        {
            { Status: 204 } => new(CloseOutcome.Closed),
            { IsLimit: true } => new(CloseOutcome.Unknown, GatewayCodes.Limited),
            { Status: >= 400 } refused => new(CloseOutcome.Refused, refused.Code),
            _ => new(CloseOutcome.Unknown),
        };
    }

    public async Task<RefundReply> RefundAsync(GatewayRefund request, CancellationToken ct)
    {
        var body = new AskRefundJson(
            request.TransactionId,
            request.OutRefundNo,
            WeChatLimits.RefundReason.Cut(request.Reason),
            notify.Refunds.ToString(),
            new(request.RefundFen, request.TotalFen, Currency)
        );
        var answer = await SendAsync(HttpMethod.Post, "v3/refund/domestic/refunds", body, ct);
        if (answer is { Status: >= 400, IsLimit: false, Code: { } code })
            return new(RefundProgress.Refused, Code: code);
        return Refund(answer, request.OutRefundNo);
    }

    public async Task<RefundReply> QueryRefundAsync(string outRefundNo, CancellationToken ct)
    {
        var answer = await SendAsync(
            HttpMethod.Get,
            $"v3/refund/domestic/refunds/{Uri.EscapeDataString(outRefundNo)}",
            null,
            ct
        );
        if (answer is { Status: 404, Code: "RESOURCE_NOT_EXISTS" })
            return new(RefundProgress.NotExist, Code: answer.Code);
        return Refund(answer, outRefundNo);
    }

    public Callback Read(CallbackRequest request, DateTimeOffset now) => callbacks.Read(request, now);

    private static RefundReply Refund(WireAnswer? answer, string outRefundNo) =>
        answer?.Status == 200
        && answer.Read<RefundJson>() is { Amount: { } amount } refund
        && refund.OutRefundNo == outRefundNo
            ? new(refund.Progress, refund.RefundId, RefundFen: amount.Refund, PayerFen: amount.PayerFen)
            : new(RefundProgress.Unknown, Code: answer is { IsLimit: true } ? GatewayCodes.Limited : null);

    // The timeout covers a first fetch of certificates, every attempt, and the last byte of the answer.
    private async Task<WireAnswer?> SendAsync(HttpMethod method, string path, object? body, CancellationToken ct)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(ct);
        bounded.CancelAfter(WeChatPayHosting.TotalTimeout);
        try
        {
            await certificates.FirstAsync(bounded.Token);
            return await wire.SendAsync(method, path, body, bounded.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return null;
        }
    }

    private sealed record PrepayJson(
        [property: JsonPropertyName("appid")] string AppId,
        [property: JsonPropertyName("mchid")] string MerchantId,
        [property: JsonPropertyName("description")] string Description,
        [property: JsonPropertyName("out_trade_no")] string OutTradeNo,
        [property: JsonPropertyName("time_expire")] string TimeExpire,
        [property: JsonPropertyName("notify_url")] string NotifyUrl,
        [property: JsonPropertyName("amount")] AmountJson Amount,
        [property: JsonPropertyName("payer")] PayerJson Payer
    );

    private sealed record AmountJson(
        [property: JsonPropertyName("total")] long Total,
        [property: JsonPropertyName("currency")] string Currency
    );

    private sealed record PayerJson([property: JsonPropertyName("openid")] string OpenId);

    private sealed record PrepaidJson([property: JsonPropertyName("prepay_id")] string? PrepayId);

    private sealed record CloseJson([property: JsonPropertyName("mchid")] string MerchantId);

    private sealed record AskRefundJson(
        [property: JsonPropertyName("transaction_id")] string TransactionId,
        [property: JsonPropertyName("out_refund_no")] string OutRefundNo,
        [property: JsonPropertyName("reason")] string Reason,
        [property: JsonPropertyName("notify_url")] string NotifyUrl,
        [property: JsonPropertyName("amount")] AskAmountJson Amount
    );

    private sealed record AskAmountJson(
        [property: JsonPropertyName("refund")] long Refund,
        [property: JsonPropertyName("total")] long Total,
        [property: JsonPropertyName("currency")] string Currency
    );
}
