namespace FuelGrains.GrainInterfaces.Stations;

/// <summary>
/// A product as the site and the staff describe it. The category is null while the site reported none, and so is the price: staff may map
/// the products of a new station before its site has dialled in.
/// </summary>
[GenerateSerializer, Immutable, Alias("fuel.station-product")]
public sealed record StationProduct(
    string Product,
    string Name,
    string? Category,
    string? Grade,
    string? Currency,
    long? PriceMilli,
    DateTimeOffset? PricedAt
);
