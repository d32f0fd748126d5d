using FuelGrains.GrainInterfaces.Orders.Bills;
using FuelGrains.Grains.Orders.Gateway;

namespace FuelGrains.Grains.Orders.Bills;

/// <summary>Asks WeChat now about a payment or refund that the bill lacks or has with another amount.</summary>
public sealed class BillQuestions(Lazy<IWeChatPay> gateway)
{
    internal Task<BillAnswerNow> AskAsync(BillDifferenceView difference, CancellationToken deadline) =>
        difference.Kind is BillDifferenceKind.RefundMissingThere or BillDifferenceKind.RefundAmountOther
            ? AskRefundAsync(difference, deadline)
            : AskPaymentAsync(difference, deadline);

    private async Task<BillAnswerNow> AskPaymentAsync(BillDifferenceView difference, CancellationToken deadline)
    {
        var reply = await GatewayDeadline.CallAsync(
            ct => gateway.Value.QueryAsync(difference.OutTradeNo ?? "", ct),
            new TradeReply(TradeState.Unknown),
            deadline
        );
        if (reply.State == TradeState.Unknown)
            return new(SettleOutcome.Retry, "");
        var words = reply.Transaction is { } paid
            ? $"WeChat: {paid.TransactionId}, {paid.AmountFen} fen"
            : $"WeChat: {reply.State}";
        var same =
            reply.Transaction?.TransactionId == difference.Number && reply.Transaction.AmountFen == difference.HereFen;
        return new(same ? SettleOutcome.Done : SettleOutcome.Contradicted, words);
    }

    private async Task<BillAnswerNow> AskRefundAsync(BillDifferenceView difference, CancellationToken deadline)
    {
        var reply = await GatewayDeadline.CallAsync(
            ct => gateway.Value.QueryRefundAsync(difference.Number, ct),
            new RefundReply(RefundProgress.Unknown),
            deadline
        );
        if (reply.Progress == RefundProgress.Unknown)
            return new(SettleOutcome.Retry, "");
        var same =
            reply.Progress is RefundProgress.Succeeded or RefundProgress.Processing or RefundProgress.Abnormal
            && reply.RefundFen == difference.HereFen;
        return new(
            same ? SettleOutcome.Done : SettleOutcome.Contradicted,
            $"WeChat: {reply.Progress}, {reply.RefundFen} fen"
        );
    }
}

/// <param name="Outcome">Done: WeChat says what the ledger says.</param>
internal readonly record struct BillAnswerNow(SettleOutcome Outcome, string Words);
