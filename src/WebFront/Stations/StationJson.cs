namespace FuelGrains.WebFront.Stations;

/// <summary>
/// A station as drivers find it. Latitude and longitude in millionths of a degree; hours in minutes of the station's day, 0 and 1440
/// meaning all day; the distance, in metres, only when a place was given and the station has one.
/// </summary>
internal sealed record StationJson(
    Guid Id,
    string Name,
    string City,
    string Address,
    long? LatitudeE6,
    long? LongitudeE6,
    int OpensMinute,
    int ClosesMinute,
    long? DistanceMetres
)
{
    public static StationJson Of(StationView station, long? distance) =>
        new(
            station.Id.Value,
            station.Name,
            station.City,
            station.Address,
            station.LatitudeE6,
            station.LongitudeE6,
            station.OpensMinute,
            station.ClosesMinute,
            distance
        );
}
