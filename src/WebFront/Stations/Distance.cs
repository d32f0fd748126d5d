namespace FuelGrains.WebFront.Stations;

/// <summary>The distance to a station on a sphere of the earth's mean radius, exact to half a percent.</summary>
internal static class Distance
{
    private const double EarthMetres = 6_371_009;

    /// <summary>The distance in metres; null when one of the places is not known.</summary>
    public static long? Metres(StationView station, double? latitude, double? longitude)
    {
        if (
            latitude is not { } lat
            || longitude is not { } lng
            || station.LatitudeE6 is not { } latE6
            || station.LongitudeE6 is not { } lngE6
        )
            return null;
        var (here, there) = (double.DegreesToRadians(lat), double.DegreesToRadians(latE6 / 1e6));
        var across = Math.Sin((there - here) / 2);
        var along = Math.Sin(double.DegreesToRadians(lngE6 / 1e6 - lng) / 2);
        var haversine = across * across + Math.Cos(here) * Math.Cos(there) * along * along;
        return (long)Math.Round(2 * EarthMetres * Math.Asin(Math.Min(1, Math.Sqrt(haversine))));
    }
}
