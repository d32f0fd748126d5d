namespace FuelGrains.WebFront.Stations;

/// <summary>A pump as a driver stands before it.</summary>
/// <param name="Before">It can be paid before fuelling: locked, and nobody's.</param>
/// <param name="Prices">What it may give, at prices that are certain now.</param>
internal sealed record PumpOfferJson(
    DateTimeOffset ServerTime,
    FuelStationJson Station,
    int Pump,
    bool Connected,
    PumpState State,
    bool Before,
    ImmutableArray<PriceJson> Prices,
    ImmutableArray<OpenSaleJson> Sales
)
{
    public static PumpOfferJson Of(
        StationView station,
        int pump,
        PumpView view,
        Forecourt forecourt,
        CustomerId customer,
        DateTimeOffset now
    ) =>
        new(
            now,
            new(station.Id.Value, station.Name),
            pump,
            view.Connected,
            view.Board?.State ?? PumpState.Unknown,
            view is { Connected: true, Authorisation: null, Board.State: PumpState.Locked },
            [
                .. forecourt
                    .Board.Prices.Where(p => p.Current)
                    .Select(p => new PriceJson(
                        p.Product,
                        p.Grade,
                        p.Name,
                        p.Category,
                        p.Currency,
                        p.PriceMilli,
                        p.At,
                        p.Current
                    )),
            ],
            // What was paid before is its order's.
            [
                .. view
                    .Sales.Where(sale => sale.Authorisation is null || view.Authorisation?.Id != sale.Authorisation)
                    .Select(sale =>
                        OpenSaleJson.Of(
                            sale,
                            forecourt.Board.Prices.FirstOrDefault(p => p.Product == sale.Product),
                            customer,
                            now
                        )
                    ),
            ]
        );
}

/// <param name="Open">This customer may pay it now.</param>
internal sealed record OpenSaleJson(
    Guid Id,
    string Product,
    string Name,
    string? Grade,
    long VolumeMl,
    long AmountFen,
    long? PriceMilli,
    FuelSaleState State,
    bool Open,
    bool Yours,
    DateTimeOffset ReportedAt
)
{
    public static OpenSaleJson Of(FuelSale sale, BoardPrice? price, CustomerId customer, DateTimeOffset now) =>
        new(
            sale.Id.Value,
            sale.Product,
            price?.Name ?? sale.Product,
            price?.Grade,
            sale.VolumeMl,
            sale.AmountFen,
            sale.PriceMilli,
            sale.State,
            sale.State == FuelSaleState.Open
                || (sale.State == FuelSaleState.Locked && (sale.Payer == customer || sale.LockedUntil <= now)),
            sale.Payer == customer,
            sale.ReportedAt
        );
}
