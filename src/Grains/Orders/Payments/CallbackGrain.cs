using FuelGrains.Grains.Ops;
using Orleans.Concurrency;

namespace FuelGrains.Grains.Orders.Payments;

/// <summary>
/// Verifies what WeChat calls back and commits it, wherever it arrives: that commit is what the answer says. What it means is decided
/// afterwards, by the grain of the order, which is told and not waited for.
/// </summary>
[StatelessWorker, Reentrant]
public sealed class CallbackGrain(MoneyTools tools) : Grain, ICallbackGrain
{
    private readonly PaymentInbox _inbox = new(tools);
    private readonly RefundProcessor _refunds = new(tools);

    public async Task<CallbackAnswer> TakeAsync(CallbackMessage message)
    {
        var request = new CallbackRequest(
            message.Timestamp,
            message.Nonce,
            message.Signature,
            message.Serial,
            message.Body
        );
        var callback = tools.Gateway.Read(request, tools.Now);
        switch (callback)
        {
            case { Verdict: CallbackVerdict.Forged }:
                return CallbackAnswer.Forged;
            case { Verdict: CallbackVerdict.Payment, Payment: { } paid }:
                var taken = await _inbox.TakeAsync(paid, PaymentSource.Callback);
                if (taken.Result == TakeResult.Fresh)
                    GrainFactory.GetGrain<IOrderMoneyGrain>(taken.Owner).ApplyAsync(paid.TransactionId).Ignore();
                return taken.Result == TakeResult.Contradiction ? CallbackAnswer.Contradiction : CallbackAnswer.Taken;
            case { Verdict: CallbackVerdict.Refund, Refund: { } news }:
                await _refunds.HearAsync(news);
                return CallbackAnswer.Taken;
            case { Verdict: CallbackVerdict.Unreadable }:
                await tools.Ledger.WriteAsync(
                    session =>
                        AlarmRows.RaiseAsync(
                            session,
                            tools.Now,
                            "callback.unreadable",
                            message.Serial,
                            callback.Detail ?? ""
                        ),
                    CancellationToken.None
                );
                return CallbackAnswer.Unreadable;
            default:
                return CallbackAnswer.Taken;
        }
    }
}
