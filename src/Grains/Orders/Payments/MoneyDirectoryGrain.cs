using FuelGrains.Grains.Orders.Gateway;
using FuelGrains.Grains.Orders.Refunds;
using FuelGrains.Grains.Storage;
using Orleans.Concurrency;

namespace FuelGrains.Grains.Orders.Payments;

/// <summary>Lists refunds and payments for staff, and finds the grain that owns a refund or a payment.</summary>
[StatelessWorker, Reentrant]
public sealed class MoneyDirectoryGrain(LedgerReads reads, LedgerDatabase ledger) : Grain, IMoneyDirectoryGrain
{
    public Task<ImmutableArray<RefundView>> RefundsAsync(RefundState? state, int limit) =>
        reads.ReadAsync(session => RefundTable.ListAsync(session, state, limit));

    public Task<ImmutableArray<PaymentView>> PaymentsAsync(PaymentState state, int limit) =>
        reads.ReadAsync(session => PaymentTable.ListAsync(session, state, limit));

    // The outbox asks for owners too, within its own limits.
    public async Task<Guid?> OwnerOfRefundAsync(string outRefundNo) =>
        await ledger.ReadAsync(session => RefundTable.FindAsync(session, outRefundNo)) is { } refund
            ? refund.Order?.Value ?? await OwnerOfPaymentAsync(refund.TransactionId)
            : null;

    public async Task<Guid?> OwnerOfPaymentAsync(string transactionId) =>
        await ledger.ReadAsync(session => PaymentTable.FindAsync(session, transactionId)) is { } payment
            ? payment.Order?.Value ?? MoneyIds.OrphanKey(payment.OutTradeNo)
            : null;
}
