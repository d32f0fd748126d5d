namespace FuelGrains.Grains.Campaigns.Stock.Forgetting;

/// <summary>Answers commands to orders that a shard has forgotten: their rows are in the ledger, and no command changes them.</summary>
internal static class ForgottenOrders
{
    /// <summary>The shard's reply to a command, or the ledger's when the shard does not know the order.</summary>
    public static async Task<TransitionReply> OrForgottenAsync(
        this IStockTable table,
        StockShardKey key,
        OrderCommand command,
        TransitionReply reply
    )
    {
        if (
            reply.Outcome != TransitionOutcome.NotFound
            || await table.FindAsync(key, command.Order, command.Customer) is not { } order
        )
            return reply;
        var (outcome, state) = OrderRule.Decide(order, command);
        // An order that could still change is not forgotten: another owner wrote it, and this one does not know that yet.
        return order.Status is OrderStatus.Cancelled or OrderStatus.Refunded
            ? new(outcome, state.Status, state.Cause)
            : new(TransitionOutcome.Unknown, default, default);
    }
}
