namespace FuelGrains.Grains.Ops.Reconciliation;

/// <summary>A fuel order beside the rows that must agree with it. Money in fen.</summary>
/// <param name="Sale">The state, amount and millilitres of its sale; null while it names none.</param>
/// <param name="Settled">What it came to: amount, millilitres, by vouchers, by money.</param>
/// <param name="UsedFen">What its vouchers paid, as the vouchers' own rows say.</param>
/// <param name="BackFen">Refunds that it made by itself, but those the gateway closed.</param>
/// <param name="Payments">Money that is or was its own.</param>
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

/// <summary>What must hold for every fuel order in every snapshot: the meter's amount is vouchers and money, paid once, and the rest went back once.</summary>
public static class FuelReconciliation
{
    public static IEnumerable<Discrepancy> Judge(FuelOrderCount o, string? payment)
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
