using FuelGrains.WebFront.Orders;

namespace FuelGrains.WebFront.Stations.FuelOrders;

/// <summary>A pump's offer to a driver who stands before it.</summary>
/// <param name="Before">True: the pump is locked and free, so fuel can be paid before fuelling.</param>
/// <param name="Prices">The grades that the pump may give, at prices that are certain now.</param>
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
            // Fuel that was paid before belongs to its order.
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

/// <param name="Open">True: this customer may pay the sale now.</param>
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
