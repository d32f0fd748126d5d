using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Orders.Payments;

/// <summary>An order with its payment attempts and payments, as one read saw them.</summary>
internal sealed record OrderMoney(
    OrderSnapshot? Order,
    ImmutableArray<PayAttempt> Attempts,
    ImmutableArray<PaymentView> Payments
)
{
    /// <summary>Payments that may still become the order's one payment.</summary>
    public IEnumerable<PaymentView> Undecided => Payments.Where(PayRule.IsUndecided);

    public bool IsFrozen => Payments.Any(p => p.State == PaymentState.Frozen);

    public static Task<OrderMoney> ReadAsync(LedgerDatabase ledger, OrderId id) =>
        ledger.ReadAsync(async session => new OrderMoney(
            await OrderSnapshot.FindAsync(session, id),
            await PaymentAttemptTable.OfOrderAsync(session, id),
            await PaymentTable.OfOrderAsync(session, id)
        ));
}
