using FuelGrains.Grains.Orders.Vouchers;

namespace FuelGrains.Grains.Orders.Payments;

/// <summary>What of an order may go back, and whether one person may say so.</summary>
internal static class RefundRule
{
    /// <param name="units">The order's units.</param>
    /// <param name="issued">Vouchers that the order became, whatever happened to them since; and those that are being issued.</param>
    /// <param name="leftFen">What is left of the payment.</param>
    /// <param name="staffFen">What staff refunded of it before.</param>
    public static RefundPlan Plan(
        RefundCommand wish,
        OrderStatus status,
        int units,
        (int Issued, int Issuing) issued,
        long leftFen,
        long staffFen,
        ImmutableArray<RefundableVoucher> untouched,
        RefundOptions options
    )
    {
        if (status is not (OrderStatus.Paid or OrderStatus.Fulfilled or OrderStatus.Refunding or OrderStatus.Refunded))
            return new(RefundOutcome.NotPaid);
        var unissued = issued.Issued == 0 && status is (OrderStatus.Paid or OrderStatus.Refunding);
        if (issued.Issuing > 0 && !unissued)
            return new(RefundOutcome.NotFulfilled);
        if (wish.Customer is not null)
            return unissued ? new(RefundOutcome.NotFulfilled) : OfCustomer(wish, leftFen, untouched);
        return OfStaff(wish, unissued, units, leftFen, staffFen, untouched, options);
    }

    /// <summary>Above the limit a second person must agree; what was refunded before counts, or it would be asked for in slices.</summary>
    public static bool NeedsSecondPerson(long amountFen, long staffFen, RefundOptions options) =>
        amountFen + staffFen > options.SecondPersonAboveFen;

    /// <summary>What staff refunded of a payment, or asked to, in fen.</summary>
    public static long OfStaff(ImmutableArray<RefundView> refunds) =>
        refunds
            .Where(r => r.Cause == RefundCause.Staff && r.State is not (RefundState.Rejected or RefundState.Closed))
            .Sum(r => r.AmountFen);

    /// <summary>Nothing stands in the way of this refund any more.</summary>
    public static bool IsGoing(RefundView refund) =>
        refund.State is RefundState.Pending or RefundState.Accepted or RefundState.Succeeded or RefundState.Abnormal;

    private static RefundPlan OfCustomer(RefundCommand wish, long leftFen, ImmutableArray<RefundableVoucher> untouched)
    {
        if (Choose(wish.Vouchers, untouched) is not { } chosen)
            return new(RefundOutcome.VoucherTouched);
        if (wish.Vouchers.IsEmpty)
            chosen = untouched;
        var amount = chosen.Sum(v => v.PriceFen);
        if (amount == 0)
            return new(RefundOutcome.NothingLeft);
        // The price of each is its share of what was paid; only staff's refunds of money alone can have left less.
        return amount > leftFen ? new(RefundOutcome.TooMuch) : new(RefundOutcome.Done, amount, chosen.Length, chosen);
    }

    private static RefundPlan OfStaff(
        RefundCommand wish,
        bool unissued,
        int units,
        long leftFen,
        long staffFen,
        ImmutableArray<RefundableVoucher> untouched,
        RefundOptions options
    )
    {
        if (leftFen == 0)
            return new(RefundOutcome.NothingLeft);
        if (wish.AmountFen > leftFen)
            return new(RefundOutcome.TooMuch);
        if (Choose(wish.Vouchers, untouched) is not { } chosen)
            return new(RefundOutcome.VoucherTouched);
        // Money back and vouchers later would be both: what is not issued yet goes back whole, or waits.
        if (unissued && wish.AmountFen != leftFen)
            return new(RefundOutcome.NotFulfilled);
        return new(RefundOutcome.Done, wish.AmountFen, unissued ? units : chosen.Length, chosen)
        {
            StopsFulfilment = unissued,
            AwaitsApproval = NeedsSecondPerson(wish.AmountFen, staffFen, options),
        };
    }

    private static ImmutableArray<RefundableVoucher>? Choose(
        ImmutableArray<Guid> named,
        ImmutableArray<RefundableVoucher> untouched
    )
    {
        var chosen = untouched.Where(v => named.Contains(v.Id)).ToImmutableArray();
        return chosen.Length == named.Length ? chosen : null;
    }
}

/// <summary>What a refund will do.</summary>
/// <param name="Units">Whole units that go back with it.</param>
internal sealed record RefundPlan(
    RefundOutcome Outcome,
    long AmountFen = 0,
    int Units = 0,
    ImmutableArray<RefundableVoucher> Vouchers = default
)
{
    public bool AwaitsApproval { get; init; }

    /// <summary>The order is paid and its vouchers are not issued yet: it must be Refunding before the money goes.</summary>
    public bool StopsFulfilment { get; init; }
}
