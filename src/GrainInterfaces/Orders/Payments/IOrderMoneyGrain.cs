using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Orders.Refunds;
using Orleans.Concurrency;

namespace FuelGrains.GrainInterfaces.Orders.Payments;

/// <summary>
/// The payments and refunds of one order. Key: the order's id; for a payment without an order, a stable hash of its out_trade_no.
/// Every step is one conditional change of the ledger, so any call may be repeated, or run on two activations.
/// </summary>
[Alias("fuel.order-money")]
public interface IOrderMoneyGrain : IGrainWithGuidKey
{
    /// <summary>Prepares a payment at the gateway. A repeated call returns the same open payment.</summary>
    [Alias("pay")]
    Task<PayReply> PayAsync(CustomerId customer);

    /// <summary>
    /// Queries the gateway at once when the customer has prompted that and the order's share allows it, and says how the order stands.
    /// The call never waits behind another one, and it ends within the gateway's deadline.
    /// </summary>
    [AlwaysInterleave, Alias("prompt")]
    Task<PromptReply> PromptAsync(CustomerId customer, QueryPrompt prompt);

    /// <summary>Decides a payment in the inbox. False: not decided yet; the sweep tries again.</summary>
    [Alias("apply")]
    Task<bool> ApplyAsync(string transactionId);

    /// <summary>Queries the gateway about every attempt that may still bring money.</summary>
    [Alias("query")]
    Task QueryAsync();

    /// <summary>
    /// Closes the order's attempts at the gateway and releases its units. False: no schedule follows the order, so call again.
    /// </summary>
    [Alias("close")]
    Task<bool> CloseAsync();

    /// <summary>Requests a refund. The outbox sends an accepted refund.</summary>
    [Alias("refund")]
    Task<RefundAnswer> RefundAsync(RefundCommand command);

    /// <summary>A second member of staff approves or rejects a refund that awaits approval.</summary>
    [Alias("decide-refund")]
    Task<RefundAnswer> DecideRefundAsync(string outRefundNo, bool approve, string staff);

    /// <summary>Staff decide a frozen payment after manual review.</summary>
    /// <param name="release">True: the order accepts the payment. False: the payment is refunded.</param>
    [Alias("decide-frozen")]
    Task<RefundAnswer> DecideFrozenAsync(string transactionId, bool release, string staff, string reason);

    /// <summary>Sends a refund, or queries the gateway about a refund that was sent.</summary>
    [Alias("advance-refund")]
    Task AdvanceRefundAsync(string outRefundNo);
}
