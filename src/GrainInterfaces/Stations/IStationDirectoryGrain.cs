namespace FuelGrains.GrainInterfaces.Stations;

/// <summary>Lists stations and products from the ledger, and looks a station up without waking its grain.</summary>
[Alias("fuel.station-directory")]
public interface IStationDirectoryGrain : IGrainWithIntegerKey
{
    [Alias("stations")]
    Task<ImmutableArray<StationView>> StationsAsync(int limit);

    [Alias("products")]
    Task<ImmutableArray<ProductView>> ProductsAsync(int limit);

    [Alias("find")]
    Task<StationView?> FindAsync(StationId station);

    /// <summary>True when the hash is of a secret that is valid now.</summary>
    [Alias("verify-site")]
    Task<bool> VerifySiteAsync(StationId station, string secretHash);

    [Alias("verify-screen")]
    Task<bool> VerifyScreenAsync(StationId station, string keyHash);
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
