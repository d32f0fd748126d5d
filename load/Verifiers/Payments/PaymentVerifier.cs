namespace FuelGrains.Load.Verifiers.Payments;

/// <summary>
/// Verifies each payment of the journal: it is in the inbox with its amount, and is exactly one of fulfilled or refunded (kept +
/// refunded = paid, vouchers and order agreeing), or frozen, and frozen are those that were paid wrongly. No order is paid without a
/// payment.
/// </summary>
internal static class PaymentVerifier
{
    public static IEnumerable<Check> Of(PaymentHistory all)
    {
        var checks = new Checks("payments");
        checks["swallowed = 0: each payment in the journal is in the inbox, with its amount and the payer's part"] = all
            .Journal.Payments.Where(p => !IsInInbox(all, p))
            .Select(Name);
        checks["invented = 0: no payment that WeChat does not know"] = Invented(all);
        checks["each payment is exactly one of fulfilled or refunded (kept + refunded = paid)"] = all
            .Journal.Payments.Select(p => Unmatched(all, p))
            .OfType<string>();
        checks["frozen are those that were paid wrongly, and no others"] = all
            .Journal.Payments.Where(p => IsFrozen(all, p) != all.IsWrong(p))
            .Select(Name);
        checks["no order keeps two payments"] = all
            .Rows.Payments.Where(p => p.State == PaymentState.Kept)
            .Repeated(p => p.Order);
        checks["no order is paid without a payment in the journal"] = PaidWithout(all);
        checks["paid in time, and nobody asked otherwise: fulfilled"] = TurnedAway(all);
        checks["paid, never looked, and no callback came: found by a query"] = NotFound(all);
        return checks;
    }

    private static bool IsInInbox(PaymentHistory all, JournalPayment paid) =>
        all.Payment(paid.TransactionId) is { } row
        && row.OutTradeNo == paid.OutTradeNo
        && row.AmountFen == paid.PaidFen
        && row.PayerFen == paid.PayerFen;

    private static bool IsFrozen(PaymentHistory all, JournalPayment paid) =>
        all.Payment(paid.TransactionId) is { State: PaymentState.Frozen };

    private static IEnumerable<string> Invented(PaymentHistory all)
    {
        var known = all.Journal.Payments.Select(p => p.TransactionId).ToHashSet();
        return all.Rows.Payments.Select(p => p.TransactionId).Where(id => !known.Contains(id));
    }

    /// <summary>Returns why the payment has not come to exactly one end; null when it has.</summary>
    private static string? Unmatched(PaymentHistory all, JournalPayment paid)
    {
        if (all.Payment(paid.TransactionId) is not { } row)
            return null; // The first check names swallowed payments.
        var refunded = all.Journal.Refunded(paid.TransactionId);
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

    /// <summary>
    /// Returns the price of the order's living vouchers; null when the order's state and its vouchers contradict each other.
    /// </summary>
    private static long? Kept(PaymentHistory all, OrderRow order)
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

    private static IEnumerable<string> PaidWithout(PaymentHistory all)
    {
        var paid = all.Journal.Payments.Select(p => all.Attempt(p.OutTradeNo)?.Order).OfType<Guid>().ToHashSet();
        return all.Rows.Orders.Where(o => o.WasPaid && !paid.Contains(o.Id)).Select(o => $"{o.Id} is {o.State}");
    }

    /// <summary>
    /// Balanced books alone would let a product refund everybody. Money that WeChat took before payBy, for an order that its customer
    /// neither cancelled nor gave back, must have bought what it was for: a lost callback delays that, nothing more.
    /// </summary>
    private static IEnumerable<string> TurnedAway(PaymentHistory all)
    {
        var told = all.Told.Orders.ToDictionary(o => o.Id);
        foreach (var paid in all.Journal.Payments.Where(p => !all.IsWrong(p)))
            if (
                all.OrderOf(paid) is { State: not OrderState.Fulfilled } order
                && told.GetValueOrDefault(order.Id) is { AskedToCancel: false, AskedForMoneyBack: false } asked
                && paid.At <= asked.PayBy
                && !all.Failed.Contains(order.Id)
            )
                yield return $"{Name(paid)}: order {order.Id} is {order.State}";
    }

    private static IEnumerable<string> NotFound(PaymentHistory all)
    {
        var silent = all.Told.Orders.Select(o => o.SilentPrepayId).OfType<string>().ToHashSet();
        var numbers = all.Journal.Prepays.Where(p => silent.Contains(p.PrepayId)).Select(p => p.OutTradeNo).ToHashSet();
        return all
            .Journal.Payments.Where(p => numbers.Contains(p.OutTradeNo))
            .Where(p => all.Payment(p.TransactionId) is not { Source: PaymentSource.Query })
            .Select(Name);
    }

    private static string Name(JournalPayment paid) => $"payment {paid.TransactionId} of {paid.OutTradeNo}";
}
