namespace FuelGrains.GrainInterfaces.Stations;

/// <summary>Lists stations and products from the ledger.</summary>
[Alias("fuel.station-directory")]
public interface IStationDirectoryGrain : IGrainWithIntegerKey
{
    [Alias("stations")]
    Task<ImmutableArray<StationView>> StationsAsync(int limit);

    [Alias("products")]
    Task<ImmutableArray<ProductView>> ProductsAsync(int limit);
}

/// <summary>The one writer of a station's row.</summary>
[Alias("fuel.station")]
public interface IStationGrain : IGrainWithGuidKey
{
    [Alias("register")]
    Task RegisterAsync(StationView station);
}

/// <summary>The one writer of a product's row.</summary>
[Alias("fuel.product")]
public interface IProductGrain : IGrainWithGuidKey
{
    [Alias("register")]
    Task RegisterAsync(ProductView product);
}

[GenerateSerializer, Immutable, Alias("fuel.station-view")]
public sealed record StationView(StationId Id, string Name, string City, string Address);

[GenerateSerializer, Immutable, Alias("fuel.product-view")]
public sealed record ProductView(ProductId Id, string Name, string Description);
