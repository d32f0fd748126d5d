using FuelGrains.Grains.Orders.Vouchers;

namespace FuelGrains.Grains.Orders.Refunds;

/// <summary>Which part of an order may be refunded, and whether the refund needs approval. Amounts in fen.</summary>
internal static class RefundRule
{
    /// <summary>Plans a refund, or says why there is none.</summary>
    public static RefundPlan Plan(RefundCommand command, RefundableOrder order, RefundOptions options)
    {
        if (
            order.Status
            is not (OrderStatus.Paid or OrderStatus.Fulfilled or OrderStatus.Refunding or OrderStatus.Refunded)
        )
            return new(RefundOutcome.NotPaid);
        if (order.Vouchers.Issuing > 0 && !order.IsUnissued)
            return new(RefundOutcome.NotFulfilled);
        if (command.Customer is not null)
            return order.IsUnissued ? new(RefundOutcome.NotFulfilled) : ForCustomer(command, order);
        return ForStaff(command, order, options);
    }

    /// <summary>The sum of staff's refunds of a payment, in fen: those paid out, under way or awaiting approval.</summary>
    public static long SumOfStaff(ImmutableArray<RefundView> refunds) => refunds.Where(IsOfStaff).Sum(r => r.AmountFen);

    /// <summary>The latest refund that staff asked for after a time; null when there is none.</summary>
    public static RefundView? LatestOfStaff(ImmutableArray<RefundView> refunds, DateTimeOffset after) =>
        refunds.LastOrDefault(r => IsOfStaff(r) && r.CreatedAt > after);

    /// <summary>The state in which a refund begins.</summary>
    public static RefundState Begun(bool awaitsApproval, bool stopsFulfilment) =>
        awaitsApproval ? RefundState.AwaitingApproval
        : stopsFulfilment ? RefundState.Stopping
        : RefundState.Pending;

    /// <summary>Whether the refund is under way or paid out, and needs no decision any more.</summary>
    public static bool IsAccepted(RefundView refund) =>
        refund.State is RefundState.Pending or RefundState.Accepted or RefundState.Succeeded or RefundState.Abnormal;

    // Staff asked for it here, and it stands. What was done in WeChat's console is booked by staff, and not asked for.
    private static bool IsOfStaff(RefundView refund) =>
        RefundAsker.IsStaff(refund.AskedBy)
        && refund.Cause != RefundCause.Console
        && refund.State is not (RefundState.Rejected or RefundState.Closed);

    private static RefundPlan ForCustomer(RefundCommand command, RefundableOrder order)
    {
        if (Choose(command.Vouchers, order.Untouched) is not { } chosen)
            return new(RefundOutcome.VoucherTouched);
        if (command.Vouchers.IsEmpty)
            chosen = order.Untouched;
        var amount = chosen.Sum(v => v.PriceFen);
        if (amount == 0)
            return new(RefundOutcome.NothingLeft);
        // Each voucher's price is its share of the payment; only staff's refunds without vouchers can have left less.
        return amount > order.LeftFen
            ? new(RefundOutcome.TooMuch)
            : new(RefundOutcome.Done, amount, chosen.Length, chosen);
    }

    private static RefundPlan ForStaff(RefundCommand command, RefundableOrder order, RefundOptions options)
    {
        if (order.LeftFen == 0)
            return new(RefundOutcome.NothingLeft);
        if (command.AmountFen > order.LeftFen)
            return new(RefundOutcome.TooMuch);
        if (Choose(command.Vouchers, order.Untouched) is not { } chosen)
            return new(RefundOutcome.VoucherTouched);
        // A partial refund before the vouchers are issued would give the customer both money and vouchers.
        if (order.IsUnissued && command.AmountFen != order.LeftFen)
            return new(RefundOutcome.NotFulfilled);
        return new(RefundOutcome.Done, command.AmountFen, order.IsUnissued ? order.Units : chosen.Length, chosen)
        {
            StopsFulfilment = order.IsUnissued,
            AwaitsApproval = SecondPersonRule.IsNeeded(command.AmountFen, order.Before, options),
        };
    }

    // Null: a named voucher is not among the untouched ones.
    private static ImmutableArray<RefundableVoucher>? Choose(
        ImmutableArray<Guid> named,
        ImmutableArray<RefundableVoucher> untouched
    )
    {
        var chosen = untouched.Where(v => named.Contains(v.Id)).ToImmutableArray();
        return chosen.Length == named.Length ? chosen : null;
    }
}

/// <summary>The facts about an order that decide a refund of it.</summary>
/// <param name="Units">The order's units.</param>
/// <param name="LeftFen">The part of the payment that no refund has reserved.</param>
/// <param name="Before">What staff asked for before.</param>
/// <param name="Untouched">The order's vouchers that nobody has used or holds.</param>
internal sealed record RefundableOrder(
    OrderStatus Status,
    int Units,
    IssuedVouchers Vouchers,
    long LeftFen,
    AskedBefore Before,
    ImmutableArray<RefundableVoucher> Untouched
)
{
    /// <summary>The order is paid and its customer has no voucher of it yet.</summary>
    public bool IsUnissued => Vouchers.Issued == 0 && Status is OrderStatus.Paid or OrderStatus.Refunding;
}

/// <summary>A refund that may be committed, or the outcome that refuses it.</summary>
/// <param name="Units">Whole units of the order that the refund covers.</param>
internal sealed record RefundPlan(
    RefundOutcome Outcome,
    long AmountFen = 0,
    int Units = 0,
    ImmutableArray<RefundableVoucher> Vouchers = default
)
{
    public bool AwaitsApproval { get; init; }

    /// <summary>The order is paid and its vouchers are not issued yet: it must be Refunding before the refund is sent.</summary>
    public bool StopsFulfilment { get; init; }
}
