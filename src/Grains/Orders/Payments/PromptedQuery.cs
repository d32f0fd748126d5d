using FuelGrains.Grains.Orders.Gateway;
using FuelGrains.Grains.Storage;
using Microsoft.Extensions.Options;

namespace FuelGrains.Grains.Orders.Payments;

/// <summary>
/// Queries the gateway at once for a customer who comes back or looks, so that a lost callback costs seconds. The ledger counts these
/// queries before they are sent, so an order has its share of them once, on all silos together; the schedule goes on beside them.
/// </summary>
public sealed class PromptedQuery(
    LedgerDatabase ledger,
    PaymentInbox inbox,
    PaymentAttemptTracker tracker,
    GatewayHealth health,
    IOptions<PaymentOptions> options,
    TimeProvider time
)
{
    /// <inheritdoc cref="PromptRule.LookPrompts"/>
    internal static async Task<bool> LookPromptsAsync(LedgerSession session, OrderId order, OrderStatus status) =>
        status == OrderStatus.PendingPayment
        && PromptRule.LookPrompts(status, await PaymentAttemptTable.OfOrderAsync(session, order));

    public async Task<PromptReply> AnswerAsync(
        OrderId id,
        CustomerId customer,
        QueryPrompt prompt,
        CancellationToken deadline
    )
    {
        var seen = await OrderMoney.ReadAsync(ledger, id);
        if (seen.Order is not { } order || order.Customer != customer)
            return new(Found: false);
        // A payment whose decision was cut off is on disk already: no query is needed.
        foreach (var paid in seen.Undecided)
            await inbox.ApplyAsync(paid.TransactionId);
        var answer = await QueryAsync(order, seen.Attempts, prompt, deadline);
        return Reply(await OrderMoney.ReadAsync(ledger, id), answer);
    }

    private async Task<PromptAnswer> QueryAsync(
        OrderSnapshot order,
        ImmutableArray<PayAttempt> attempts,
        QueryPrompt prompt,
        CancellationToken deadline
    )
    {
        var prompts = prompt switch
        {
            QueryPrompt.Return => true,
            QueryPrompt.Look => PromptRule.LookPrompts(order.Status, attempts),
            _ => false,
        };
        if (!prompts || PromptRule.Awaited(order.Status, attempts) is not { } attempt)
            return PromptAnswer.NotQueried;
        // The order keeps its share for the time when WeChat answers again.
        if (!health.MayAsk(GatewayCall.Query))
            return PromptAnswer.Unknown;
        if (!await TryCountAsync(attempt))
            return PromptAnswer.NotQueried;
        var (state, _) = await tracker.QueryAsync(attempt, isAwaited: true, deadline);
        return state switch
        {
            TradeState.Paid => PromptAnswer.Paid,
            TradeState.Unknown => PromptAnswer.Unknown,
            _ => PromptAnswer.NotPaid,
        };
    }

    private Task<bool> TryCountAsync(PayAttempt attempt) =>
        ledger.WriteAsync(
            session =>
                PaymentAttemptTable.CountPromptedAsync(
                    session,
                    attempt,
                    options.Value.PromptedQueries,
                    options.Value.PromptedGap,
                    time.GetUtcNow()
                ),
            CancellationToken.None
        );

    private PromptReply Reply(OrderMoney now, PromptAnswer answer)
    {
        var order = now.Order!;
        return new(
            Found: true,
            order.Status,
            order.Cause,
            now.IsFrozen,
            answer,
            now.IsFrozen ? null : PromptRule.AgainAfter(order.Status, now.Attempts, time.GetUtcNow(), options.Value)
        );
    }
}
