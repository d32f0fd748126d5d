using FuelGrains.Load.Checks;

namespace FuelGrains.Load.Money;

/// <summary>The simulator's payments against the inbox and what became of them: each fulfilled, or given back, or frozen.</summary>
internal static class PaymentMatch
{
    private const string Where = "payments";

    public static IEnumerable<Check> Of(Evidence all)
    {
        yield return Check.None(
            Where,
            "swallowed = 0: each payment in the journal is in the inbox, with its amount",
            [.. all.Journal.Payments.Where(p => !IsInInbox(all, p)).Select(Name)]
        );
        yield return Check.None(Where, "invented = 0: no payment that WeChat does not know", Invented(all));
        yield return Check.None(
            Where,
            "each payment is exactly one of fulfilled or given back (kept + refunded = paid)",
            [.. all.Journal.Payments.Select(p => Unmatched(all, p)).OfType<string>()]
        );
        yield return Check.None(
            Where,
            "frozen are those that were paid wrongly, and no others",
            [.. all.Journal.Payments.Where(p => IsFrozen(all, p) != all.IsWrong(p)).Select(Name)]
        );
        yield return Check.None(
            Where,
            "no order keeps two payments",
            [
                .. all
                    .Rows.Payments.Where(p => p.State == PaymentState.Kept)
                    .GroupBy(p => p.Order)
                    .Where(o => o.Count() > 1)
                    .Select(o => o.Key),
            ]
        );
        yield return Check.None(Where, "no order is paid without a payment in the journal", PaidWithout(all));
        yield return Check.None(Where, "paid in time, and nobody asked otherwise: fulfilled", TurnedAway(all));
    }

    private static bool IsInInbox(Evidence all, JournalPayment paid) =>
        all.Payments.GetValueOrDefault(paid.TransactionId) is { } row
        && row.OutTradeNo == paid.OutTradeNo
        && row.AmountFen == paid.PaidFen;

    private static bool IsFrozen(Evidence all, JournalPayment paid) =>
        all.Payments.GetValueOrDefault(paid.TransactionId) is { State: PaymentState.Frozen };

    private static List<string> Invented(Evidence all)
    {
        var known = all.Journal.Payments.Select(p => p.TransactionId).ToHashSet();
        return [.. all.Rows.Payments.Select(p => p.TransactionId).Where(id => !known.Contains(id))];
    }

    /// <summary>Why the payment has not come to exactly one end; null when it has.</summary>
    private static string? Unmatched(Evidence all, JournalPayment paid)
    {
        if (all.Payments.GetValueOrDefault(paid.TransactionId) is not { } row)
            return null; // Swallowed: told above.
        var refunded = all.Refunded(paid.TransactionId);
        if (row.State == PaymentState.Frozen)
            return refunded == 0 ? null : $"{Name(paid)} is frozen, and {refunded} went back";
        var kept =
            row.State == PaymentState.Kept && all.OrderOf(paid) is { } order && order.Id == row.Order
                ? Kept(all, order)
                : 0;
        if (kept is null)
            return $"{Name(paid)}: order {row.Order} is {all.OrderOf(paid)?.State} with {all.VouchersOf(row.Order!.Value).Count} vouchers";
        return kept + refunded == paid.PaidFen
            ? null
            : $"{Name(paid)} is {row.State}: paid {paid.PaidFen}, kept {kept}, refunded {refunded}";
    }

    /// <summary>What the order's living vouchers were paid with; null when its state and its vouchers contradict each other.</summary>
    private static long? Kept(Evidence all, OrderRow order)
    {
        var vouchers = all.VouchersOf(order.Id);
        var living = vouchers.Where(v => v.State != VoucherState.Refunded).ToList();
        return order.State switch
        {
            OrderState.Fulfilled when vouchers.Count == order.Quantity && living.Count > 0 => living.Sum(v =>
                v.PriceFen
            ),
            OrderState.Refunded when living.Count == 0 => 0,
            _ => null,
        };
    }

    private static List<string> PaidWithout(Evidence all)
    {
        var paid = all
            .Journal.Payments.Select(p => all.Attempts.GetValueOrDefault(p.OutTradeNo)?.Order)
            .OfType<Guid>()
            .ToHashSet();
        return [.. all.Rows.Orders.Where(o => o.WasPaid && !paid.Contains(o.Id)).Select(o => $"{o.Id} is {o.State}")];
    }

    /// <summary>
    /// Conservation alone would let a product refund everybody. Money that WeChat took before payBy, for an order that its customer
    /// neither cancelled nor gave back, bought what it was for: a lost callback delays that, nothing more.
    /// </summary>
    private static List<string> TurnedAway(Evidence all)
    {
        var told = all.Told.Orders.ToDictionary(o => o.Id);
        return
        [
            .. all
                .Journal.Payments.Where(p => !all.IsWrong(p))
                .Select(p => (Paid: p, Order: all.OrderOf(p)))
                .Where(p =>
                    p.Order is not null
                    && told.GetValueOrDefault(p.Order.Id) is { } order
                    && !order.AskedToCancel
                    && !order.AskedForMoneyBack
                    && p.Paid.At <= order.PayBy
                )
                .Where(p => p.Order!.State != OrderState.Fulfilled && !all.Failed.Contains(p.Order.Id))
                .Select(p => $"{Name(p.Paid)}: order {p.Order!.Id} is {p.Order.State}"),
        ];
    }

    private static string Name(JournalPayment paid) => $"payment {paid.TransactionId} of {paid.OutTradeNo}";
}
