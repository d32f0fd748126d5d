namespace FuelGrains.Grains.Orders.Payments;

/// <summary>What may be paid, what a payment must say, and when a closing order lets go.</summary>
public static class PayRule
{
    private const string Yuan = "CNY";

    // WeChat wants time_expire more than a minute ahead. It has whole seconds, clocks differ, and a request whose answer is lost is sent again.
    private static readonly TimeSpan ShortestAttempt = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Refused = TimeSpan.FromSeconds(61);

    /// <summary>Why the order takes no payment now; null when it does.</summary>
    public static PayOutcome? Refuse(OrderStatus status, DateTimeOffset payBy, bool frozen, DateTimeOffset now) =>
        frozen ? PayOutcome.Frozen
        : status != OrderStatus.PendingPayment ? PayOutcome.NotOpen
        : now >= payBy ? PayOutcome.TooLate
        : null;

    /// <summary>
    /// Until when WeChat takes money for an attempt that is made now: until payBy, but never for less than WeChat agrees to. What that
    /// adds is taken back when the order closes: its attempts are closed at WeChat before a unit of it goes to anybody else.
    /// </summary>
    public static DateTimeOffset ExpiresAt(DateTimeOffset payBy, DateTimeOffset now) =>
        now + ShortestAttempt is var earliest && payBy > earliest ? payBy : earliest;

    /// <summary>False: WeChat would refuse an attempt that ends so soon, unless it knew it already.</summary>
    public static bool MaySend(DateTimeOffset expiresAt, DateTimeOffset now) => expiresAt - now >= Refused;

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
        frozen.MerchantId == us.MerchantId
        && frozen.Currency == Yuan
        && frozen.AmountFen == orderFen
        && frozen.RefundFen < frozen.AmountFen;

    /// <summary>
    /// A closing order lets its units go when no attempt of it can bring money any more, or when the gateway has been silent for
    /// so long after payBy that nobody should wait longer.
    /// </summary>
    public static bool MayFinishClosing(
        int openAttempts,
        DateTimeOffset payBy,
        DateTimeOffset now,
        PaymentOptions options
    ) => openAttempts == 0 || now >= payBy + options.CloseGrace;

    /// <summary>A question that has stayed open for so long is one for a person.</summary>
    public static bool GivesUp(DateTimeOffset expiresAt, DateTimeOffset now, PaymentOptions options) =>
        now >= expiresAt + options.FollowFor;
}
