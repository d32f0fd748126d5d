using FuelGrains.GrainInterfaces.Orders.Vouchers;
using FuelGrains.Grains.Orders.Vouchers;

namespace FuelGrains.Grains.Ops.Reconciliation;

/// <summary>A row that violates an invariant in this run, whether or not the run before found it too.</summary>
public readonly record struct Discrepancy(string Kind, string Subject, string Detail, string? Freezes);

/// <summary>A shard's counters beside the sums of its orders' rows; null when the run does not count those rows.</summary>
public readonly record struct ShardCount(
    int Shard,
    long Allotted,
    long Held,
    long Confirmed,
    (long Held, long Confirmed)? Rows
);

/// <summary>A payment beside its order and its refunds.</summary>
/// <param name="OrderStatus">Null when the payment names no order, or an order that does not exist.</param>
/// <param name="RefundsFen">The sum of the payment's refunds, without those that staff rejected or the gateway closed.</param>
/// <param name="RefundedFen">The part of these refunds that succeeded.</param>
/// <param name="IsReviewed">True: the payment was frozen once, and manual review released it for the order as it is.</param>
public readonly record struct PaymentCount(
    string TransactionId,
    Guid? Order,
    long AmountFen,
    PaymentState State,
    long RefundFen,
    OrderStatus? OrderStatus,
    long OrderAmountFen,
    long RefundsFen,
    long RefundedFen,
    bool IsReviewed = false
)
{
    /// <summary>The part of the amount that the payer paid; promotions of WeChat paid the rest.</summary>
    public long PayerFen { get; init; } = AmountFen;

    /// <summary>The payer's part of <see cref="RefundsFen"/>, as far as WeChat has said it.</summary>
    public long PayerRefundsFen { get; init; }

    /// <summary>The payer's part of <see cref="RefundedFen"/>; null when WeChat did not say it for each of the refunds.</summary>
    public long? PayerRefundedFen { get; init; }

    /// <summary>The units of the payment's order.</summary>
    public long Units { get; init; }

    /// <summary>The units of the payment's refunds that nobody can reject any more.</summary>
    public long RefundUnits { get; init; }

    public CloseCause OrderCause { get; init; }
}

/// <summary>An order beside its vouchers.</summary>
/// <param name="Returned">Units that refunds returned; a unit that returns before the issue of the vouchers gets no voucher.</param>
public readonly record struct OrderCount(Guid Id, OrderStatus Status, int Quantity, int Returned, long Vouchers);

/// <summary>A voucher beside its order and its refund.</summary>
/// <param name="HasOrder">True: the order that the voucher names exists.</param>
/// <param name="HasRefund">
/// True: the refund that the voucher's holder names exists and was not rejected; or the holder is the voucher's own issue, and the order
/// was refunded before the issue ended.
/// </param>
public readonly record struct VoucherCount(
    Guid Id,
    Guid? Order,
    bool HasOrder,
    VoucherState State,
    VoucherCause Cause,
    string? Holder,
    bool HasRefund,
    long VolumeMl,
    long RemainingMl
);

/// <summary>The invariants of every snapshot, whatever is under way. Every commit keeps them, so a discrepancy is real.</summary>
public static class ReconciliationRule
{
    /// <summary>stock = free + held + confirmed, and the counters are the sums of the orders' rows.</summary>
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

    /// <summary>paid = kept (fulfilled | awaiting | frozen) + refunded + refund pending, and kept money belongs to an order.</summary>
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
        else if (PayerRefunds(p) is { } detail)
            yield return new("payment.payer-refunds", subject, detail, null);
        if (!Enum.IsDefined(p.State))
            yield return new("payment.state", subject, $"There is no state {p.State:D}.", subject);
        if (p.State == PaymentState.Refunded && p.RefundsFen != p.AmountFen)
            yield return new(
                "payment.given-back",
                subject,
                $"{p.AmountFen} fen were to go back, but refunds are {p.RefundsFen}.",
                subject
            );
        if (p.State != PaymentState.Kept)
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
        else if (p.OrderAmountFen != p.AmountFen && !p.IsReviewed)
            yield return new(
                "payment.amount",
                subject,
                $"{p.AmountFen} fen are kept for order {p.Order}, which costs {p.OrderAmountFen}.",
                subject
            );
        else if (IsStranded(p))
            yield return new(
                "payment.stranded",
                subject,
                $"Order {p.Order} is Refunding, but {p.AmountFen - p.RefundsFen} fen are kept, and no refund is under way for its units.",
                subject
            );
    }

    // Every order becomes Refunding after the row of its refund; only a team's order becomes it before, with an outbox message, whose
    // dead letter raises an alarm of its own.
    private static bool IsStranded(PaymentCount p) =>
        p is { OrderStatus: OrderStatus.Refunding, OrderCause: CloseCause.None }
        && p.RefundsFen < p.AmountFen
        && p.RefundUnits < p.Units;

    // WeChat splits a refund between payer and promotion, so a wrong split is WeChat's: staff look at it, and nothing is frozen.
    private static string? PayerRefunds(PaymentCount p) =>
        p.PayerRefundsFen > p.PayerFen ? $"Its payer paid {p.PayerFen} fen, but gets {p.PayerRefundsFen} back."
        : p.RefundedFen == p.AmountFen && p.PayerRefundedFen is { } back && back != p.PayerFen
            ? $"All of it is refunded, but its payer got {back} fen back of {p.PayerFen}."
        : null;

    /// <summary>
    /// A fulfilled order has exactly its vouchers. One commit writes them a moment earlier, while the order is Paid; a refund in between
    /// leaves some or all of them. An order without money has no voucher.
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

    /// <summary>A voucher has one state and one cause, each with its references, and no more volume than at its issue.</summary>
    public static IEnumerable<Discrepancy> Voucher(VoucherCount v, string? payment)
    {
        var subject = $"voucher/{v.Id}";
        if (!Enum.IsDefined(v.State))
            yield return new("voucher.state", subject, $"There is no state {v.State:D}.", payment);
        if (v.State == VoucherState.Held && v.Holder is null)
            yield return new("voucher.state", subject, "It is held by nobody.", payment);
        if (!Enum.IsDefined(v.Cause) || v.Cause == VoucherCause.Order != v.Order.HasValue)
            yield return new(
                "voucher.cause",
                subject,
                $"Its cause is {v.Cause:D}, its order {v.Order?.ToString() ?? "none"}.",
                payment
            );
        else if (v.Order is not null && !v.HasOrder)
            yield return new("voucher.cause", subject, $"Its order {v.Order} does not exist.", payment);
        if (v.State == VoucherState.Refunded && !v.HasRefund)
            yield return new(
                "voucher.refund",
                subject,
                $"It is refunded, but {v.Holder ?? "nothing"} is no refund.",
                payment
            );
        if (v.RemainingMl < 0 || v.RemainingMl > v.VolumeMl)
            yield return new("voucher.remaining", subject, $"{v.RemainingMl} ml are left of {v.VolumeMl}.", payment);
    }

    /// <summary>Adds a payment to the sums, by the place of its money.</summary>
    public static MoneySums Add(MoneySums sums, PaymentCount p)
    {
        var kept = p.AmountFen - p.RefundsFen;
        var fulfilled =
            p.State == PaymentState.Kept
            && p.OrderStatus is OrderStatus.Fulfilled or OrderStatus.Refunding or OrderStatus.Refunded;
        return sums with
        {
            Payments = sums.Payments + 1,
            PaidFen = sums.PaidFen + p.AmountFen,
            FulfilledFen = sums.FulfilledFen + (fulfilled ? kept : 0),
            FrozenFen = sums.FrozenFen + (p.State == PaymentState.Frozen ? kept : 0),
            AwaitingFen = sums.AwaitingFen + (fulfilled || p.State == PaymentState.Frozen ? 0 : kept),
            RefundedFen = sums.RefundedFen + p.RefundedFen,
            RefundPendingFen = sums.RefundPendingFen + p.RefundsFen - p.RefundedFen,
            PayerFen = sums.PayerFen + p.PayerFen,
            PayerRefundedFen = sums.PayerRefundedFen + (p.PayerRefundedFen ?? 0),
        };
    }
}
