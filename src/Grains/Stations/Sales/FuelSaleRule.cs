namespace FuelGrains.Grains.Stations.Sales;

/// <summary>
/// Decides whether a reported sale may be charged, or goes under review because its numbers do not agree. The rule never corrects a
/// number.
/// </summary>
public static class FuelSaleRule
{
    /// <summary>200 L: more than any car takes. The limit of a customer whose tank is not known.</summary>
    public const long UsualTankMl = 200_000;

    /// <summary>Millilitres times milli-units per litre make ten-thousandths of a fen.</summary>
    public const long PerFen = 10_000;

    /// <summary>Half a unit of the last reported decimal place of the litres, in millilitres, by the number of decimals.</summary>
    private static readonly ImmutableArray<long> HalfUnitMl = [500, 50, 5, 0];

    /// <summary>Nothing dispensed is no sale, whatever the site calls it.</summary>
    public static bool IsSale(TransactionReport report) => report is { AmountFen: > 0, VolumeMl: > 0 };

    public static ReviewReason Evaluate(
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
        if (Differs(report, price))
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

    /// <summary>
    /// True when a complete answer of the site says that an open sale was paid inside: the answer was asked for after the sale was
    /// reported, covers its pump, and does not list the sale. A sale with an authorisation is settled by its order.
    /// </summary>
    public static bool IsPaidInside(FuelSale sale, ListedTransactions listed) =>
        sale is { State: FuelSaleState.Open, Authorisation: null }
        && sale.ReportedAt < listed.AskedAt
        && (listed.Pump ?? sale.Pump.Number) == sale.Pump.Number
        && !listed.Open.Contains(new(sale.Pump.Number, sale.SiteTransaction));

    /// <summary>The amount minus litres times price, in fen, rounded towards zero; null while the price is unknown.</summary>
    public static long? DifferenceFen(FuelSale sale) =>
        sale.PriceMilli is { } price
            ? (long)(((Int128)sale.AmountFen * PerFen - (Int128)sale.VolumeMl * price) / PerFen)
            : null;

    // The dispenser counts finer than it shows, and the amount belongs to the litres that it counted. A whole millilitre is as fine as
    // the amount needs: then only the fen is rounded.
    private static bool Differs(TransactionReport report, long priceMilli) =>
        Int128.Abs((Int128)report.VolumeMl * priceMilli - (Int128)report.AmountFen * PerFen)
        > PerFen + (Int128)HalfUnitMl[report.VolumeDecimals] * priceMilli;
}
