namespace FuelGrains.Grains.Orders.Payments;

/// <summary>What may be paid, what a payment must say, and when a closing order lets go.</summary>
public static class PayRule
{
    private const string Yuan = "CNY";

    /// <summary>Why the order takes no payment now; null when it does.</summary>
    public static PayOutcome? Refuse(OrderStatus status, DateTimeOffset payBy, bool frozen, DateTimeOffset now) =>
        frozen ? PayOutcome.Frozen
        : status != OrderStatus.PendingPayment ? PayOutcome.NotOpen
        : now >= payBy ? PayOutcome.TooLate
        : null;

    /// <summary>What is wrong with money that came; null when it is what was asked for.</summary>
    /// <param name="askedFen">What the attempt asked for; null for money that no attempt of ours has.</param>
    public static string? Mismatch(PaymentView paid, long? askedFen, Merchant us) =>
        paid.MerchantId != us.MerchantId ? $"merchant {paid.MerchantId} is not ours"
        : paid.AppId != us.AppId ? $"app {paid.AppId} is not ours"
        : paid.Currency != Yuan ? $"currency {paid.Currency} is not {Yuan}"
        : askedFen is { } asked && paid.AmountFen != asked ? $"amount {paid.AmountFen} is not {asked}"
        : null;

    /// <summary>A person may let an order have money of another app of ours, or money that was frozen for another reason; never less or more than it costs.</summary>
    public static bool MayRelease(PaymentView frozen, long orderFen, Merchant us) =>
        frozen.MerchantId == us.MerchantId && frozen.Currency == Yuan && frozen.AmountFen == orderFen && frozen.RefundFen < frozen.AmountFen;

    /// <summary>
    /// A closing order lets its units go when no attempt of it can bring money any more, or when the gateway has been silent for
    /// so long after payBy that nobody should wait longer.
    /// </summary>
    public static bool MayFinishClosing(int openAttempts, DateTimeOffset payBy, DateTimeOffset now, PaymentOptions options) =>
        openAttempts == 0 || now >= payBy + options.CloseGrace;

    /// <summary>A question that has stayed open for so long is one for a person.</summary>
    public static bool GivesUp(DateTimeOffset expiresAt, DateTimeOffset now, PaymentOptions options) => now >= expiresAt + options.FollowFor;
}
