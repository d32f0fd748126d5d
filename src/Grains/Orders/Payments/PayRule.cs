using FuelGrains.Grains.Orders.Gateway;

namespace FuelGrains.Grains.Orders.Payments;

/// <summary>When an order may be paid, when a payment matches its order, and when a closing order releases its units.</summary>
public static class PayRule
{
    private const string Yuan = "CNY";

    // WeChat wants time_expire more than a minute ahead. Its times have whole seconds, clocks differ, and a request may be sent twice.
    private static readonly TimeSpan ShortestAttempt = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan ShortestForGateway = TimeSpan.FromSeconds(61);

    /// <summary>Why the order takes no payment now; null when it does.</summary>
    public static PayOutcome? Refuse(OrderStatus status, DateTimeOffset payBy, bool frozen, DateTimeOffset now) =>
        frozen ? PayOutcome.Frozen
        : status != OrderStatus.PendingPayment ? PayOutcome.NotOpen
        : now >= payBy ? PayOutcome.TooLate
        : null;

    /// <summary>
    /// When WeChat stops to take money for an attempt that is made now: at payBy, but never earlier than WeChat allows. The time
    /// beyond payBy does no harm, because a closing order closes its attempts at WeChat before it releases a unit.
    /// </summary>
    public static DateTimeOffset ExpiresAt(DateTimeOffset payBy, DateTimeOffset now) =>
        now + ShortestAttempt is var earliest && payBy > earliest ? payBy : earliest;

    /// <summary>False: WeChat would refuse an attempt that ends so soon, unless WeChat knows the attempt already.</summary>
    public static bool MaySend(DateTimeOffset expiresAt, DateTimeOffset now) => expiresAt - now >= ShortestForGateway;

    /// <summary>The difference between a payment and the request for it; null when they match.</summary>
    /// <param name="requestedFen">The attempt's amount; null for a payment that belongs to no attempt of ours.</param>
    public static string? Mismatch(PaymentView paid, long? requestedFen, Merchant us) =>
        paid.MerchantId != us.MerchantId ? $"merchant {paid.MerchantId} is not ours"
        : paid.AppId != us.AppId ? $"app {paid.AppId} is not ours"
        : paid.Currency != Yuan ? $"currency {paid.Currency} is not {Yuan}"
        : requestedFen is { } requested && paid.AmountFen != requested ? $"amount {paid.AmountFen} is not {requested}"
        : null;

    /// <summary>
    /// Whether staff may accept a frozen payment for its order: one of another app of ours, or one that was frozen for another
    /// reason. The amount must be what the order costs.
    /// </summary>
    public static bool MayRelease(PaymentView frozen, long orderFen, Merchant us) =>
        frozen.MerchantId == us.MerchantId
        && frozen.Currency == Yuan
        && frozen.AmountFen == orderFen
        && frozen.RefundFen < frozen.AmountFen;

    /// <summary>A payment that may still become the order's one payment.</summary>
    public static bool IsUndecided(PaymentView payment) =>
        payment.State is PaymentState.Received or PaymentState.Applying;

    /// <summary>
    /// A closing order releases its units when no attempt can bring money any more, or when the gateway has not answered for so long
    /// after payBy that other customers should not wait longer.
    /// </summary>
    public static bool MayFinishClosing(
        int openAttempts,
        DateTimeOffset payBy,
        DateTimeOffset now,
        PaymentOptions options
    ) => openAttempts == 0 || now >= payBy + options.CloseGrace;

    /// <summary>Whether an attempt has been open for so long that it needs manual review instead of further queries.</summary>
    public static bool NeedsReview(DateTimeOffset expiresAt, DateTimeOffset now, PaymentOptions options) =>
        now >= expiresAt + options.FollowFor;
}
