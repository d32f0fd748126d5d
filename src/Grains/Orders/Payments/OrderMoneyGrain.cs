using FuelGrains.Grains.Orders.Gateway;
using FuelGrains.Grains.Orders.Refunds;

namespace FuelGrains.Grains.Orders.Payments;

/// <summary>The payments and refunds of one order; or, under a key of its own, those of a payment without an order.</summary>
public sealed class OrderMoneyGrain(
    PaymentPreparation preparation,
    PaymentInbox inbox,
    PaymentAttemptTracker tracker,
    PromptedQuery prompted,
    RefundIntake intake,
    RefundApprovals approvals,
    FrozenPayments frozen,
    RefundProcessor processor,
    GatewayDeadline deadline
) : Grain, IOrderMoneyGrain
{
    private Task<PromptReply>? _prompt;

    private OrderId Order => new(this.GetPrimaryKey());

    public Task<PayReply> PayAsync(CustomerId customer) =>
        deadline.RunAsync(ct => preparation.PayAsync(Order, customer, ct));

    public async Task<PromptReply> PromptAsync(CustomerId customer, QueryPrompt prompt)
    {
        // Prompts interleave: one that comes while a query is under way waits for its answer and sends no other.
        if (_prompt is { IsCompleted: false } running && await running is { Answer: not PromptAnswer.NotQueried })
            prompt = QueryPrompt.None;
        var reply = deadline.RunAsync(ct => prompted.AnswerAsync(Order, customer, prompt, ct));
        if (prompt != QueryPrompt.None)
            _prompt = reply;
        return await reply;
    }

    public Task<bool> ApplyAsync(string transactionId) => inbox.ApplyAsync(transactionId);

    public Task QueryAsync() => deadline.RunAsync(ct => tracker.AdvanceAsync(Order, ct));

    public Task<bool> CloseAsync() => deadline.RunAsync(ct => tracker.AdvanceAsync(Order, ct));

    public Task<RefundAnswer> RefundAsync(RefundCommand command) => intake.RequestAsync(Order, command);

    public Task<RefundAnswer> DecideRefundAsync(string outRefundNo, bool approve, string staff) =>
        approvals.DecideAsync(outRefundNo, approve, staff);

    public Task<RefundAnswer> DecideFrozenAsync(string transactionId, bool release, string staff, string reason) =>
        release ? frozen.AcceptAsync(transactionId, staff, reason) : frozen.RefundAsync(transactionId, staff, reason);

    public Task AdvanceRefundAsync(string outRefundNo) =>
        deadline.RunAsync(ct => processor.AdvanceAsync(outRefundNo, ct));
}
