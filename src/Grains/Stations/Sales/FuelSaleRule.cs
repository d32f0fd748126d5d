namespace FuelGrains.Grains.Stations;

/// <summary>Whether a reported sale may be charged, or is held because its numbers do not agree. It never corrects one.</summary>
public static class FuelSaleRule
{
    /// <summary>200 L: more than any car takes. Whose tank is known is judged by that.</summary>
    public const long UsualTankMl = 200_000;

    /// <summary>Millilitres times milli-units per litre make ten-thousandths of a fen.</summary>
    private const long PerFen = 10_000;

    /// <summary>Nothing dispensed is no sale, whatever the site calls it.</summary>
    public static bool IsSale(TransactionReport report) => report is { AmountFen: > 0, VolumeMl: > 0 };

    public static ReviewReason Judge(
        TransactionReport report,
        string currency,
        Authorisation? authorisation,
        long tankMl = UsualTankMl
    )
    {
        if (!report.Exact)
            return ReviewReason.NotExact;
        if (report.PriceMilli is not { } price)
            return ReviewReason.PriceUnknown;
        if (Differs(report.VolumeMl, price, report.AmountFen))
            return ReviewReason.AmountMismatch;
        if (report.VolumeMl > tankMl)
            return ReviewReason.OverTank;
        if (report.Currency != currency)
            return ReviewReason.ForeignCurrency;
        if (authorisation is null)
            return ReviewReason.None;
        if (!authorisation.IsOpen)
            return ReviewReason.AuthorisationEnded;
        return report.AmountFen > authorisation.CreditFen ? ReviewReason.OverCredit : ReviewReason.None;
    }

    /// <summary>Litres become credit at the board's price, rounded down: never more fuel than was paid for.</summary>
    public static long CreditFen(long volumeMl, long priceMilli) =>
        checked((long)((Int128)volumeMl * priceMilli / PerFen));

    /// <summary>True when both reports name the same fuel, volume, price and amount.</summary>
    public static bool Agree(FuelSale known, TransactionReport again) =>
        (known.Product, known.Currency, known.AmountFen, known.VolumeMl, known.PriceMilli)
        == (again.Product, again.Currency, again.AmountFen, again.VolumeMl, again.PriceMilli);

    private static bool Differs(long volumeMl, long priceMilli, long amountFen) =>
        Int128.Abs((Int128)volumeMl * priceMilli - (Int128)amountFen * PerFen) > PerFen;
}
