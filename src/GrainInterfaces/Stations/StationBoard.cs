namespace FuelGrains.GrainInterfaces.Stations;

/// <summary>
/// A station as screens show it. Only what the present connection told is current: without one, pumps are Unknown and
/// prices are not Current.
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

    /// <summary>When the site last said anything; null when it never did.</summary>
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
/// Volume and amount run while the pump is used, and stand still at the end of a sale until it is settled. PaidFen and PaidAt: the sale
/// that was last confirmed as paid, for the attendant. RanAt: when it was last reported to begin running.
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
