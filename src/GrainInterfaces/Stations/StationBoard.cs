namespace FuelGrains.GrainInterfaces.Stations;

/// <summary>
/// A station as screens show it. Only reports of the active connection are current: without one, pumps are Unknown and prices are not
/// Current.
/// </summary>
[GenerateSerializer, Immutable, Alias("fuel.station-board")]
public sealed record StationBoard
{
    [Id(0)]
    public required StationId Id { get; init; }

    [Id(1)]
    public required string Name { get; init; }

    [Id(2)]
    public required bool Connected { get; init; }

    /// <summary>The time of the site's last message; null when there was none.</summary>
    [Id(3)]
    public DateTimeOffset? HeardAt { get; init; }

    /// <summary>The site announces METER, so running pumps show litres.</summary>
    [Id(4)]
    public bool Meters { get; init; }

    [Id(5)]
    public required ImmutableArray<BoardPrice> Prices { get; init; }

    [Id(6)]
    public required ImmutableArray<BoardPump> Pumps { get; init; }
}

[GenerateSerializer, Immutable, Alias("fuel.board-price")]
public sealed record BoardPrice(
    string Product,
    string? Grade,
    string Name,
    string? Category,
    string Currency,
    long PriceMilli,
    DateTimeOffset At,
    bool Current
);

/// <summary>
/// A pump as screens show it. Volume and amount run while the pump is used, and keep the values of a sale until it is settled. PaidFen and
/// PaidAt: the sale that was last confirmed as paid, for the attendant. RanAt: the time when the pump was last reported to begin running.
/// </summary>
[GenerateSerializer, Immutable, Alias("fuel.board-pump")]
public sealed record BoardPump(
    int Number,
    PumpState State,
    DateTimeOffset StateAt,
    string? Product,
    long? VolumeMl,
    long? AmountFen,
    FuelSaleState? Sale,
    DateTimeOffset? MeteredAt,
    long? PaidFen = null,
    DateTimeOffset? PaidAt = null,
    DateTimeOffset? RanAt = null
);

/// <summary>A board in full as of revision <paramref name="To"/>; gaps and epochs as in CampaignUpdate.</summary>
[GenerateSerializer, Immutable, Alias("fuel.station-update")]
public sealed record StationUpdate(StationId Station, long Epoch, long From, long To, StationBoard Board);
