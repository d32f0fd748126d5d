namespace FuelGrains.WebFront.Stations;

/// <summary>Stations and products, for whoever asks.</summary>
internal static class StationEndpoints
{
    private const int MaxListed = 1_000;

    public static void MapStations(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/stations", async (IGrainFactory grains) =>
            new StationList([.. (await grains.GetGrain<IStationDirectoryGrain>(0).StationsAsync(MaxListed))
                .Select(s => new StationJson(s.Id.Value, s.Name, s.City, s.Address))]))
            .AllowAnonymous().WithSummary("Lists the stations").WithTags("Stations");
        app.MapGet("/api/products", async (IGrainFactory grains) =>
            new ProductList([.. (await grains.GetGrain<IStationDirectoryGrain>(0).ProductsAsync(MaxListed))
                .Select(ProductJson.Of)]))
            .AllowAnonymous().WithSummary("Lists the products").WithTags("Stations");
    }

    internal sealed record StationList(ImmutableArray<StationJson> Stations);
    internal sealed record StationJson(Guid Id, string Name, string City, string Address);
    internal sealed record ProductList(ImmutableArray<ProductJson> Products);
}
