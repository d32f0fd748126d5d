using FuelGrains.GrainInterfaces.Orders.Refunds;

namespace FuelGrains.GrainInterfaces.Orders.Payments;

/// <summary>Lists of payments and refunds for staff, read from the ledger.</summary>
[Alias("fuel.money-directory")]
public interface IMoneyDirectoryGrain : IGrainWithIntegerKey
{
    /// <summary>Refunds in a state, or in any state when null, oldest first.</summary>
    [Alias("refunds")]
    Task<ImmutableArray<RefundView>> RefundsAsync(RefundState? state, int limit);

    /// <summary>Payments in a state, oldest first.</summary>
    [Alias("payments")]
    Task<ImmutableArray<PaymentView>> PaymentsAsync(PaymentState state, int limit);

    /// <summary>The key of the <see cref="IOrderMoneyGrain"/> that owns a refund; null for an unknown number.</summary>
    [Alias("owner-of-refund")]
    Task<Guid?> OwnerOfRefundAsync(string outRefundNo);

    /// <summary>The key of the <see cref="IOrderMoneyGrain"/> that owns a payment; null for an unknown transaction.</summary>
    [Alias("owner-of-payment")]
    Task<Guid?> OwnerOfPaymentAsync(string transactionId);
}
