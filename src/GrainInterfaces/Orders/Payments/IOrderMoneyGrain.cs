using FuelGrains.GrainInterfaces.Customers;

namespace FuelGrains.GrainInterfaces.Orders.Payments;

/// <summary>
/// The money of one order: what is asked for, what comes, what goes back. Key: the order's id; for money that no order knows, a
/// stable hash of its out_trade_no. Every step is one conditional change of the ledger, so any call may come twice, or at two
/// activations.
/// </summary>
[Alias("fuel.order-money")]
public interface IOrderMoneyGrain : IGrainWithGuidKey
{
    /// <summary>Prepares a payment at the gateway; the same open one again on a second call.</summary>
    [Alias("pay")]
    Task<PayReply> PayAsync(CustomerId customer);

    /// <summary>Decides what becomes of a payment in the inbox. False: not yet; the inbox's own schedule follows it.</summary>
    [Alias("apply")]
    Task<bool> ApplyAsync(string transactionId);

    /// <summary>Asks the gateway for every attempt that may still bring money.</summary>
    [Alias("query")]
    Task QueryAsync();

    /// <summary>Closes the order's attempts at the gateway and lets its units go. False: nothing follows it by itself, so ask again.</summary>
    [Alias("close")]
    Task<bool> CloseAsync();

    /// <summary>Takes a wish for a refund; what is accepted is sent by itself.</summary>
    [Alias("refund")]
    Task<RefundAnswer> RefundAsync(RefundCommand wish);

    /// <summary>A second person's word on a refund that waits for one.</summary>
    [Alias("decide-refund")]
    Task<RefundAnswer> DecideRefundAsync(string outRefundNo, bool approve, string staff);

    /// <summary>Staff's word on a frozen payment: the order takes it after all, or it goes back.</summary>
    [Alias("decide-frozen")]
    Task<RefundAnswer> DecideFrozenAsync(string transactionId, bool release, string staff, string reason);

    /// <summary>Sends a refund, or asks how it stands.</summary>
    [Alias("advance-refund")]
    Task AdvanceRefundAsync(string outRefundNo);
}
