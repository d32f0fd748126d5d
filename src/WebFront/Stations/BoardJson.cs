namespace FuelGrains.WebFront.Stations;

/// <summary>
/// A station's board on the wire. Volumes in millilitres, amounts in hundredths of the currency, prices in thousandths per
/// litre. Without a connection no pump's state is known and no price is current.
/// </summary>
internal sealed record BoardJson(
    Guid Id,
    string Name,
    bool Connected,
    DateTimeOffset? HeardAt,
    DateTimeOffset AsOf,
    bool Meters,
    ImmutableArray<PriceJson> Prices,
    ImmutableArray<PumpJson> Pumps
)
{
    /// <summary>The board as JSON; <c>asOf</c> is the time of the last update from the station's grain.</summary>
    public static BoardJson Of(StationBoard board, DateTimeOffset asOf) =>
        new(
            board.Id.Value,
            board.Name,
            board.Connected,
            board.HeardAt,
            asOf,
            board.Meters,
            [
                .. board.Prices.Select(p => new PriceJson(
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
            [
                .. board.Pumps.Select(p => new PumpJson(
                    p.Number,
                    p.State,
                    p.StateAt,
                    p.Product,
                    p.VolumeMl,
                    p.AmountFen,
                    p.Sale,
                    p.MeteredAt,
                    p.PaidFen,
                    p.PaidAt
                )),
            ]
        );
}

internal sealed record PriceJson(
    string Product,
    string? Grade,
    string Name,
    string? Category,
    string Currency,
    long PriceMilli,
    DateTimeOffset At,
    bool Current
);

internal sealed record PumpJson(
    int Number,
    PumpState State,
    DateTimeOffset StateAt,
    string? Product,
    long? VolumeMl,
    long? AmountFen,
    FuelSaleState? Sale,
    DateTimeOffset? MeteredAt,
    long? PaidFen,
    DateTimeOffset? PaidAt
);
