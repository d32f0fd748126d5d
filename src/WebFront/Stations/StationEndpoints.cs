using FuelGrains.WebFront.Hosting;
using FuelGrains.WebFront.Ops;

namespace FuelGrains.WebFront.Stations;

/// <summary>Public endpoints of stations and products.</summary>
internal static class StationEndpoints
{
    private const int MaxStations = 10_000;
    private const int MaxProducts = 1_000;

    public static void MapStations(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/stations", StationsAsync)
            .AllowAnonymous()
            .WithTags("Stations")
            .WithSummary("Lists the stations by city and name or, from a place given in degrees, the nearest first")
            .WithDescription(
                "find: words that each occur in the name, the city or the address. total says how many there are, listed or not. "
                    + $"limit: {StationSearch.UsuallyListed} unless given, at most {StationSearch.MaxListed}."
            )
            .Produces<StationList>()
            .ProducesProblem(400);
        app.MapGet("/api/stations/{stationId}", StationAsync)
            .AllowAnonymous()
            .WithTags("Stations")
            .WithSummary("A station")
            .Produces<StationJson>()
            .ProducesProblem(404);
        app.MapGet(
                "/api/products",
                async (ListCache<ProductJson> products, CancellationToken ct) =>
                    new ProductList(await products.GetAsync(ct))
            )
            .AllowAnonymous()
            .WithSummary("Lists the products")
            .WithTags("Stations");
    }

    public static async Task<ImmutableArray<StationView>> AllAsync(IGrainFactory grains) =>
        await grains.GetGrain<IStationDirectoryGrain>(0).StationsAsync(MaxStations);

    public static async Task<ImmutableArray<ProductJson>> ProductsAsync(IGrainFactory grains) =>
        [.. (await grains.GetGrain<IStationDirectoryGrain>(0).ProductsAsync(MaxProducts)).Select(ProductJson.Of)];

    private static async Task<IResult> StationsAsync(
        double? latitude,
        double? longitude,
        int? limit,
        string? find,
        ListCache<StationView> stations,
        CancellationToken ct
    )
    {
        var errors = StationSearch.Errors(find, limit);
        if (latitude is null != longitude is null)
            errors[latitude is null ? "latitude" : "longitude"] = ["Must be given together with the other."];
        if (latitude is not (null or >= -90 and <= 90))
            errors["latitude"] = ["Must be degrees, from -90 to 90."];
        if (longitude is not (null or >= -180 and <= 180))
            errors["longitude"] = ["Must be degrees, from -180 to 180."];
        if (errors.Count > 0)
            return Problems.Invalid(errors);
        var found = StationSearch.Find(await stations.GetAsync(ct), find);
        var listed = found.Select(station => StationJson.Of(station, Distance.Metres(station, latitude, longitude)));
        // The sort is stable: without a place, and where a station has none, the list's own order stays.
        if (latitude is not null)
            listed = listed.OrderBy(station => station.DistanceMetres ?? long.MaxValue);
        return Results.Ok(new StationList([.. listed.Take(limit ?? StationSearch.UsuallyListed)], found.Count));
    }

    private static async Task<IResult> StationAsync(string stationId, StationFinder stations) =>
        await stations.FindAsync(stationId) is { } found
            ? Results.Ok(StationJson.Of(found, distance: null))
            : Problems.NotFound;

    /// <param name="Total">The number of found stations, listed or not.</param>
    internal sealed record StationList(ImmutableArray<StationJson> Stations, int Total);

    internal sealed record ProductList(ImmutableArray<ProductJson> Products);
}
