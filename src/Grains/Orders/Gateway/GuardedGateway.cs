namespace FuelGrains.Grains.Orders.Gateway;

/// <summary>
/// Asks the gateway only while it answers, and tells <see cref="GatewayHealth"/> how each call ended. A call that is not made is
/// answered as unknown at once, never as a refusal.
/// </summary>
public sealed class GuardedGateway(IWeChatPay gateway, GatewayHealth health, TimeProvider time) : IWeChatPay
{
    // WeChat answers within some 100 ms.
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(500);

    public Task<PrepayReply> PrepayAsync(PrepayRequest request, CancellationToken ct) =>
        AskAsync(
            GatewayCall.Prepay,
            () => gateway.PrepayAsync(request, ct),
            new(PrepayOutcome.Unknown),
            reply => Evaluate(reply.Outcome == PrepayOutcome.Unknown, reply.Code)
        );

    public PayParameters Sign(string prepayId, DateTimeOffset now) => gateway.Sign(prepayId, now);

    public Task<TradeReply> QueryAsync(string outTradeNo, CancellationToken ct) =>
        AskAsync(
            GatewayCall.Query,
            () => gateway.QueryAsync(outTradeNo, ct),
            new(TradeState.Unknown),
            reply => Evaluate(reply.State == TradeState.Unknown, reply.Code)
        );

    public Task<CloseReply> CloseAsync(string outTradeNo, CancellationToken ct) =>
        AskAsync(
            GatewayCall.Close,
            () => gateway.CloseAsync(outTradeNo, ct),
            new(CloseOutcome.Unknown),
            reply => Evaluate(reply.Outcome == CloseOutcome.Unknown, reply.Code)
        );

    public Task<RefundReply> RefundAsync(GatewayRefund request, CancellationToken ct) =>
        AskAsync(
            GatewayCall.Refund,
            () => gateway.RefundAsync(request, ct),
            new(RefundProgress.Unknown, Code: ObstacleOf(GatewayCall.Refund)),
            Evaluate
        );

    public Task<RefundReply> QueryRefundAsync(string outRefundNo, CancellationToken ct) =>
        AskAsync(
            GatewayCall.RefundQuery,
            () => gateway.QueryRefundAsync(outRefundNo, ct),
            new(RefundProgress.Unknown),
            Evaluate
        );

    public Callback Read(CallbackRequest request, DateTimeOffset now) => gateway.Read(request, now);

    private async Task<T> AskAsync<T>(GatewayCall call, Func<Task<T>> ask, T notAsked, Func<T, GatewayAnswer> evaluate)
    {
        var breaker = health.Breaker(call);
        if (breaker.TryEnter() is not { } round)
            return notAsked;
        var began = time.GetTimestamp();
        GatewayAnswer? answer = null;
        try
        {
            var reply = await ask();
            answer = evaluate(reply);
            return reply;
        }
        finally
        {
            // The caller's deadline ended the call. Unless the caller had spent it elsewhere, the gateway is silent.
            if (answer is null && time.GetElapsedTime(began) >= Silence)
                answer = GatewayAnswer.None;
            breaker.Report(round, answer);
        }
    }

    private static GatewayAnswer Evaluate(RefundReply reply) =>
        reply.Code == GatewayCodes.AccountEmpty
            ? GatewayAnswer.AccountEmpty
            : Evaluate(reply.Progress == RefundProgress.Unknown, reply.Code);

    // A refund that was not sent waits for the same thing as those that were refused.
    private string? ObstacleOf(GatewayCall call) =>
        health.CauseOf(call) switch
        {
            GatewayAnswer.AccountEmpty => GatewayCodes.AccountEmpty,
            GatewayAnswer.Limited => GatewayCodes.Limited,
            _ => null,
        };

    private static GatewayAnswer Evaluate(bool isUnknown, string? code) =>
        GatewayCodes.IsLimit(code) ? GatewayAnswer.Limited
        : isUnknown ? GatewayAnswer.None
        : GatewayAnswer.Usable;
}
