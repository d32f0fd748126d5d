using System.Collections.Concurrent;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.Grains.Orders.Gateway;

namespace FuelGrains.Grains.Tests.Orders.Gateway;

/// <summary>
/// A gateway that answers as the test says, and records its requests. Other tests cover the wire format.
/// </summary>
internal sealed class ScriptedGateway : IWeChatPay
{
    public static readonly Merchant Us = new("wx-ours", "1900000009");

    private int _calls;

    public ConcurrentQueue<PrepayRequest> Prepays { get; } = [];
    public ConcurrentQueue<GatewayRefund> Refunds { get; } = [];
    public ConcurrentQueue<string> Closed { get; } = [];

    /// <summary>True: no call is answered; each waits until its caller gives up.</summary>
    public bool Hangs { get; set; }

    /// <summary>All calls so far.</summary>
    public int Calls => _calls;

    public Func<PrepayRequest, Task<PrepayReply>> OnPrepay { get; set; } =
        request => Task.FromResult(new PrepayReply(PrepayOutcome.Ready, $"prepay-{request.OutTradeNo}"));

    /// <summary>Holds queries back until the task ends, or until they are cancelled.</summary>
    public Func<Task> BeforeQuery { get; set; } = () => Task.CompletedTask;
    public Func<string, TradeReply> OnQuery { get; set; } = _ => new(TradeState.NotPay);
    public Func<string, bool> OnClose { get; set; } = _ => true;
    public Func<GatewayRefund, RefundReply> OnRefund { get; set; } =
        request => new(RefundProgress.Processing, "5030", RefundFen: request.RefundFen);
    public Func<string, RefundReply> OnQueryRefund { get; set; } = _ => new(RefundProgress.Unknown);

    /// <param name="payerFen">What the payer paid, when a promotion paid the rest.</param>
    public static Transaction Money(
        string outTradeNo,
        long amountFen = 19_900,
        string? id = null,
        long? payerFen = null
    ) =>
        new(
            id ?? $"4200{Guid.NewGuid():N}",
            outTradeNo,
            amountFen,
            payerFen ?? amountFen,
            "CNY",
            Us.AppId,
            Us.MerchantId,
            DateTimeOffset.UnixEpoch,
            payerFen is null ? null : "coupon"
        );

    public async Task<PrepayReply> PrepayAsync(PrepayRequest request, CancellationToken ct)
    {
        Prepays.Enqueue(request);
        await ArriveAsync(ct);
        return await OnPrepay(request);
    }

    public PayParameters Sign(string prepayId, DateTimeOffset now) =>
        new(Us.AppId, "0", "nonce", $"prepay_id={prepayId}", "RSA", "signature");

    public async Task<TradeReply> QueryAsync(string outTradeNo, CancellationToken ct)
    {
        await BeforeQuery().WaitAsync(ct);
        await ArriveAsync(ct);
        return OnQuery(outTradeNo);
    }

    public async Task<CloseReply> CloseAsync(string outTradeNo, CancellationToken ct)
    {
        Closed.Enqueue(outTradeNo);
        await ArriveAsync(ct);
        return new(OnClose(outTradeNo) ? CloseOutcome.Closed : CloseOutcome.Refused);
    }

    public async Task<RefundReply> RefundAsync(GatewayRefund request, CancellationToken ct)
    {
        Refunds.Enqueue(request);
        await ArriveAsync(ct);
        return OnRefund(request);
    }

    public async Task<RefundReply> QueryRefundAsync(string outRefundNo, CancellationToken ct)
    {
        await ArriveAsync(ct);
        return OnQueryRefund(outRefundNo);
    }

    public Callback Read(CallbackRequest request, DateTimeOffset now) => new(CallbackVerdict.Ignored);

    private async Task ArriveAsync(CancellationToken ct)
    {
        Interlocked.Increment(ref _calls);
        if (Hangs)
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
    }
}
