namespace FuelGrains.Grains.Ops.Reconciliation;

/// <summary>A fuel order beside the rows that must agree with it. Money is in fen.</summary>
/// <param name="Sale">The state, amount and millilitres of the order's sale; null while the order names no sale.</param>
/// <param name="Settled">The settled amount and millilitres, and the parts paid by vouchers and by money.</param>
/// <param name="UsedFen">The amount that vouchers paid, as the vouchers' own rows say.</param>
/// <param name="BackFen">The sum of the refunds that the order made by itself, without those that were rejected or closed.</param>
/// <param name="Payments">The number of payments that belong or belonged to the order.</param>
public readonly record struct FuelOrderCount(
    Guid Id,
    OrderStatus Status,
    FuelPhase Phase,
    long MoneyFen,
    (long Fen, long Ml, long VoucherFen, long MoneyFen)? Settled,
    (FuelSaleState State, long Fen, long Ml)? Sale,
    long UsedFen,
    long BackFen,
    long Payments
);

/// <summary>
/// The invariants of every fuel order in every snapshot: vouchers and money together pay the meter's amount once, and the remainder is
/// refunded once.
/// </summary>
public static class FuelReconciliation
{
    public static IEnumerable<Discrepancy> Evaluate(FuelOrderCount o, string? payment)
    {
        var subject = $"fuel-order/{o.Id}";
        var paid =
            o.Status is OrderStatus.Paid or OrderStatus.Fulfilled or OrderStatus.Refunding or OrderStatus.Refunded;
        if (paid && o.MoneyFen > 0 && o.Payments == 0)
            yield return new(
                "fuel.unpaid",
                subject,
                $"It is {o.Status} for {o.MoneyFen} fen, but no money is there.",
                payment
            );
        var back =
            !paid ? 0
            : o.Phase == FuelPhase.Refunded ? o.MoneyFen
            : o.MoneyFen - (o.Settled?.MoneyFen ?? o.MoneyFen);
        if (o.BackFen != back)
            yield return new(
                "fuel.refunds",
                subject,
                $"It is {o.Phase}, so {back} fen go back by themselves, but refunds are {o.BackFen}.",
                payment
            );
        var used = o.Phase == FuelPhase.Done ? o.Settled?.VoucherFen ?? 0 : 0;
        if (o.UsedFen != used)
            yield return new(
                "fuel.vouchers",
                subject,
                $"Vouchers pay {used} fen of it, but were used for {o.UsedFen}.",
                payment
            );
        if (o.Phase != FuelPhase.Done)
            yield break;
        if (o.Settled is not { } settled)
            yield return new("fuel.settled", subject, "It is done, but not settled.", payment);
        else if (o.Sale is { State: FuelSaleState.Settled } sale && (sale.Fen, sale.Ml) != (settled.Fen, settled.Ml))
            yield return new(
                "fuel.meter",
                subject,
                $"The meter says {sale.Ml} ml and {sale.Fen} fen, but {settled.Ml} ml and {settled.Fen} fen were settled.",
                payment
            );
        else if (o.Sale is { State: not (FuelSaleState.Settled or FuelSaleState.BackOffice) } other)
            yield return new("fuel.sale", subject, $"It is done, but its sale is {other.State}.", payment);
    }
}
