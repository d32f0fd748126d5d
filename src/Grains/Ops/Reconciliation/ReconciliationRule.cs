namespace FuelGrains.Grains.Ops.Reconciliation;

/// <summary>Something that does not add up, before anybody knows whether it was there the last time.</summary>
public readonly record struct Discrepancy(string Kind, string Subject, string Detail, string? Freezes);

/// <summary>A shard's counters beside what its orders' own rows say; null when those were not counted.</summary>
public readonly record struct ShardCount(
    int Shard,
    long Allotted,
    long Held,
    long Confirmed,
    (long Held, long Confirmed)? Rows
);

/// <param name="OrderStatus">Null when there is no such order, or none is named.</param>
/// <param name="RefundsFen">All its refunds but those rejected by staff or closed by the gateway.</param>
/// <param name="RefundedFen">Those of them that are back with the customer.</param>
/// <param name="Judged">It was frozen once, and a person let the order have it as it is.</param>
public readonly record struct PaymentCount(
    string TransactionId,
    Guid? Order,
    long AmountFen,
    int State,
    long RefundFen,
    OrderStatus? OrderStatus,
    long OrderAmountFen,
    long RefundsFen,
    long RefundedFen,
    bool Judged = false
);

/// <param name="Returned">Units that refunds gave back: those returned before the vouchers were issued became none.</param>
public readonly record struct OrderCount(Guid Id, OrderStatus Status, int Quantity, int Returned, long Vouchers);

/// <param name="HasOrder">The order it names exists.</param>
/// <param name="HasRefund">
/// The refund its holder names exists and was not rejected; or its holder is its own issue, and the order was refunded before that ended.
/// </param>
public readonly record struct VoucherCount(
    Guid Id,
    Guid? Order,
    bool HasOrder,
    int State,
    int Cause,
    string? Holder,
    bool HasRefund,
    long VolumeMl,
    long RemainingMl
);

/// <summary>What must hold in every snapshot, whatever is under way (DESIGN section 5). One commit never breaks it, so a breach is real.</summary>
public static class ReconciliationRule
{
    private const int Kept = 2,
        GivenBack = 3,
        Frozen = 4;
    private const int Held = 1,
        Refunded = 4,
        OfOrder = 0,
        LastCause = 2;

    /// <summary>stock = free + held + confirmed, and the counters are what the orders' rows add up to.</summary>
    public static IEnumerable<Discrepancy> Campaign(Guid campaign, long stock, IReadOnlyCollection<ShardCount> shards)
    {
        var subject = $"sale/{campaign}";
        var allotted = shards.Sum(s => s.Allotted);
        if (allotted != stock)
            yield return new("sale.stock", subject, $"Its stock is {stock}, but its shards have {allotted}.", subject);
        foreach (var s in shards)
        {
            if (s.Held < 0 || s.Confirmed < 0 || s.Held + s.Confirmed > s.Allotted)
                yield return new(
                    "sale.oversold",
                    $"{subject}/{s.Shard}",
                    $"Of {s.Allotted} units {s.Held} are held and {s.Confirmed} sold.",
                    subject
                );
            if (s.Rows is { } rows && rows != (s.Held, s.Confirmed))
                yield return new(
                    "sale.orders",
                    $"{subject}/{s.Shard}",
                    $"It counts {s.Held} held and {s.Confirmed} sold, its orders {rows.Held} and {rows.Confirmed}.",
                    subject
                );
        }
    }

    /// <summary>paid = kept (fulfilled | awaiting | frozen) + refunded + refund pending, and what is kept belongs to an order.</summary>
    public static IEnumerable<Discrepancy> Payment(PaymentCount p)
    {
        var subject = $"payment/{p.TransactionId}";
        if (p.RefundFen != p.RefundsFen)
            yield return new(
                "payment.refunds",
                subject,
                $"{p.RefundFen} fen are reserved for refunds, but they are {p.RefundsFen}.",
                subject
            );
        if (p.RefundsFen > p.AmountFen)
            yield return new(
                "payment.over-refunded",
                subject,
                $"{p.AmountFen} fen were paid, but refunds are {p.RefundsFen}.",
                subject
            );
        if (p.State is < 0 or > Frozen)
            yield return new("payment.state", subject, $"There is no state {p.State}.", subject);
        if (p.State == GivenBack && p.RefundsFen != p.AmountFen)
            yield return new(
                "payment.given-back",
                subject,
                $"{p.AmountFen} fen were to go back, but refunds are {p.RefundsFen}.",
                subject
            );
        if (p.State != Kept)
            yield break;
        if (p.OrderStatus is not { } status)
            yield return new(
                "payment.order",
                subject,
                $"It is kept for order {p.Order}, which does not exist.",
                subject
            );
        else if (status is OrderStatus.PendingPayment or OrderStatus.Closing or OrderStatus.Cancelled)
            yield return new("payment.order", subject, $"It is kept for order {p.Order}, which is {status}.", subject);
        else if (p.OrderAmountFen != p.AmountFen && !p.Judged)
            yield return new(
                "payment.amount",
                subject,
                $"{p.AmountFen} fen are kept for order {p.Order}, which costs {p.OrderAmountFen}.",
                subject
            );
    }

    /// <summary>
    /// Fulfilled means that exactly its vouchers are there. They are written in one commit a moment before, while it is Paid; when a
    /// refund comes in between, some or all of them. Without money there are none.
    /// </summary>
    public static Discrepancy? Order(OrderCount o, string? payment)
    {
        var all = o.Vouchers >= o.Quantity - o.Returned && o.Vouchers <= o.Quantity;
        var right = o.Status switch
        {
            OrderStatus.Fulfilled => all,
            OrderStatus.Paid => all || o.Vouchers == 0,
            OrderStatus.Refunding or OrderStatus.Refunded => o.Vouchers <= o.Quantity,
            _ => o.Vouchers == 0,
        };
        return right
            ? null
            : new(
                "order.vouchers",
                $"order/{o.Id}",
                $"It is {o.Status} with {o.Quantity} units, {o.Returned} returned, but has {o.Vouchers} vouchers.",
                payment
            );
    }

    /// <summary>One state and one cause, each with what it needs, and no more litres than it was issued for.</summary>
    public static IEnumerable<Discrepancy> Voucher(VoucherCount v, string? payment)
    {
        var subject = $"voucher/{v.Id}";
        if (v.State is < 0 or > Refunded)
            yield return new("voucher.state", subject, $"There is no state {v.State}.", payment);
        if (v.State == Held && v.Holder is null)
            yield return new("voucher.state", subject, "It is held by nobody.", payment);
        if (v.Cause is < 0 or > LastCause || (v.Cause == OfOrder) != v.Order.HasValue)
            yield return new(
                "voucher.cause",
                subject,
                $"Its cause is {v.Cause}, its order {v.Order?.ToString() ?? "none"}.",
                payment
            );
        else if (v.Order is not null && !v.HasOrder)
            yield return new("voucher.cause", subject, $"Its order {v.Order} does not exist.", payment);
        if (v.State == Refunded && !v.HasRefund)
            yield return new(
                "voucher.refund",
                subject,
                $"It is refunded, but {v.Holder ?? "nothing"} is no refund.",
                payment
            );
        if (v.RemainingMl < 0 || v.RemainingMl > v.VolumeMl)
            yield return new("voucher.remaining", subject, $"{v.RemainingMl} ml are left of {v.VolumeMl}.", payment);
    }

    /// <summary>Where a payment's money is.</summary>
    public static MoneySums Add(MoneySums sums, PaymentCount p)
    {
        var kept = p.AmountFen - p.RefundsFen;
        var fulfilled =
            p.State == Kept && p.OrderStatus is OrderStatus.Fulfilled or OrderStatus.Refunding or OrderStatus.Refunded;
        return sums with
        {
            Payments = sums.Payments + 1,
            PaidFen = sums.PaidFen + p.AmountFen,
            FulfilledFen = sums.FulfilledFen + (fulfilled ? kept : 0),
            FrozenFen = sums.FrozenFen + (p.State == Frozen ? kept : 0),
            AwaitingFen = sums.AwaitingFen + (fulfilled || p.State == Frozen ? 0 : kept),
            RefundedFen = sums.RefundedFen + p.RefundedFen,
            RefundPendingFen = sums.RefundPendingFen + p.RefundsFen - p.RefundedFen,
        };
    }
}
