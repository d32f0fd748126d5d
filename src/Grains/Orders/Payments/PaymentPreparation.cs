using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Orders.Payments;

/// <summary>
/// Prepares a payment in three steps: the order's owner marks the order prepared (from then on the order closes through the gateway), the
/// attempt's row is inserted, the gateway prepares it. After a crash between two steps, the next call or the sweep continues.
/// </summary>
public sealed class PaymentPreparation(
    LedgerDatabase ledger,
    OrderOwners owners,
    PaymentInbox inbox,
    PrepayRequester prepay,
    TimeProvider time
)
{
    public async Task<PayReply> PayAsync(OrderId id, CustomerId customer, CancellationToken deadline)
    {
        var seen = await ReadAsync(id);
        if (seen.Order is not { } order || order.Customer != customer)
            return new(PayOutcome.NotFound);
        foreach (var undecided in seen.Undecided)
            if (!await inbox.ApplyAsync(undecided.TransactionId))
                return PrepayRequester.Reply(PayOutcome.Unknown, order);
        if (seen.Undecided.Any())
            (order, seen) = await ReadAsync(id) is { Order: { } current } fresh ? (current, fresh) : (order, seen);
        var isFrozen = seen.Payments.Any(p => p.State == PaymentState.Frozen);
        if (PayRule.Refuse(order.Status, order.PayBy, isFrozen, time.GetUtcNow()) is { } refused)
            return PrepayRequester.Reply(refused, order);
        var prepared = await owners.ApplyAsync(order, OrderAction.Prepare);
        return prepared.Outcome switch
        {
            TransitionOutcome.Applied or TransitionOutcome.AlreadyApplied => await prepay.RequestAsync(
                order,
                seen.Attempts,
                deadline
            ),
            TransitionOutcome.Rejected => new(PayOutcome.NotOpen, prepared.Status, prepared.Cause),
            TransitionOutcome.NotFound => new(PayOutcome.NotFound),
            _ => PrepayRequester.Reply(PayOutcome.Unknown, order),
        };
    }

    private Task<OrderMoney> ReadAsync(OrderId id) =>
        ledger.ReadAsync(async session => new OrderMoney(
            await OrderSnapshot.FindAsync(session, id),
            await PaymentAttemptTable.OfOrderAsync(session, id),
            await PaymentTable.OfOrderAsync(session, id)
        ));

    private sealed record OrderMoney(
        OrderSnapshot? Order,
        ImmutableArray<PayAttempt> Attempts,
        ImmutableArray<PaymentView> Payments
    )
    {
        public IEnumerable<PaymentView> Undecided =>
            Payments.Where(p => p.State is PaymentState.Received or PaymentState.Applying);
    }
}
