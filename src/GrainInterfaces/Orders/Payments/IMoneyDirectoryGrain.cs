namespace FuelGrains.GrainInterfaces.Orders.Payments;

/// <summary>Lists of money for staff, read from the ledger.</summary>
[Alias("fuel.money-directory")]
public interface IMoneyDirectoryGrain : IGrainWithIntegerKey
{
    /// <summary>Refunds in a state (all of them when null), oldest first: who waits longest is seen first.</summary>
    [Alias("refunds")]
    Task<ImmutableArray<RefundView>> RefundsAsync(RefundState? state, int limit);

    /// <summary>Payments in a state, oldest first.</summary>
    [Alias("payments")]
    Task<ImmutableArray<PaymentView>> PaymentsAsync(PaymentState state, int limit);

    /// <summary>The key of the grain that looks after a refund; null for an unknown number.</summary>
    [Alias("owner-of-refund")]
    Task<Guid?> OwnerOfRefundAsync(string outRefundNo);

    /// <summary>The key of the grain that looks after a payment; null for an unknown one.</summary>
    [Alias("owner-of-payment")]
    Task<Guid?> OwnerOfPaymentAsync(string transactionId);
}
