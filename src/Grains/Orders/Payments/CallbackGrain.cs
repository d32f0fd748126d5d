using FuelGrains.Grains.Ops;
using FuelGrains.Grains.Orders.Gateway;
using FuelGrains.Grains.Orders.Refunds;
using FuelGrains.Grains.Storage;
using Orleans.Concurrency;

namespace FuelGrains.Grains.Orders.Payments;

/// <summary>
/// Verifies WeChat's callbacks and commits them, on whichever silo they arrive. The answer confirms that commit and nothing more: the
/// order's grain decides the payment afterwards, notified and not awaited.
/// </summary>
[StatelessWorker, Reentrant]
public sealed class CallbackGrain(
    LedgerDatabase ledger,
    PaymentInbox inbox,
    RefundProcessor refunds,
    Lazy<IWeChatPay> gateway,
    Lazy<IPlatformSerials> serials,
    TimeProvider time
) : Grain, ICallbackGrain
{
    public async Task<CallbackAnswer> ReceiveAsync(CallbackMessage message)
    {
        var request = new CallbackRequest(
            message.Timestamp,
            message.Nonce,
            message.Signature,
            message.Serial,
            message.Body
        );
        var callback = gateway.Value.Read(request, time.GetUtcNow());
        switch (callback)
        {
            case { Verdict: CallbackVerdict.Forged }:
                return CallbackAnswer.Forged;
            case { Verdict: CallbackVerdict.Payment, Payment: { } paid }:
                return await ReceivePaymentAsync(paid);
            case { Verdict: CallbackVerdict.Refund, Refund: { } notification }:
                await refunds.ApplyAsync(notification);
                return CallbackAnswer.Accepted;
            case { Verdict: CallbackVerdict.Unreadable }:
                await RaiseAsync("callback.unreadable", message.Serial, callback.Detail ?? "");
                return CallbackAnswer.Unreadable;
            default:
                return CallbackAnswer.Accepted;
        }
    }

    public Task<ImmutableArray<string>> SerialsAsync(string missed) => Task.FromResult(serials.Value.All(missed));

    public Task RaiseForgedAsync(string detail) => RaiseAsync("callback.forged", "callbacks", detail);

    private async Task<CallbackAnswer> ReceivePaymentAsync(Transaction paid)
    {
        var recorded = await inbox.RecordAsync(paid, PaymentSource.Callback);
        if (recorded.Outcome == RecordOutcome.New)
            GrainFactory.GetGrain<IOrderMoneyGrain>(recorded.Owner).ApplyAsync(paid.TransactionId).Ignore();
        return recorded.Outcome == RecordOutcome.Contradiction ? CallbackAnswer.Contradiction : CallbackAnswer.Accepted;
    }

    private Task RaiseAsync(string kind, string subject, string detail) =>
        ledger.WriteAsync(
            session => AlarmTable.RaiseAsync(session, time.GetUtcNow(), kind, subject, detail),
            CancellationToken.None
        );
}
