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
    /// <summary>Writes it as it is given, for whoever sets up a chain.</summary>
    [Alias("register")]
    Task RegisterAsync(ProductView product);

    /// <summary>Writes it in the name of a member of staff, audited. Vouchers that were issued keep what they promised.</summary>
    [Alias("change")]
    Task<ProductChange> ChangeAsync(ProductView product, string staff);
}

/// <summary>What a driver looks for. Latitude and longitude in millionths of a degree, hours in minutes of the day.</summary>
[GenerateSerializer, Immutable, Alias("fuel.station-view")]
public sealed record StationView(StationId Id, string Name, string City, string Address)
{
    [Id(0)]
    public long? LatitudeE6 { get; init; }

    [Id(1)]
    public long? LongitudeE6 { get; init; }

    [Id(2)]
    public int OpensMinute { get; init; }

    [Id(3)]
    public int ClosesMinute { get; init; } = 24 * 60;
}

[GenerateSerializer, Immutable, Alias("fuel.product-view")]
public sealed record ProductView(ProductId Id, string Name, string Description)
{
    /// <summary>What one unit of it is.</summary>
    [Id(0)]
    public ProductUnit Unit { get; init; } = new() { Kind = ProductKind.Service };
}

[GenerateSerializer, Alias("fuel.product-change")]
public enum ProductChange
{
    Changed = 0,
    Created = 1,

    /// <summary>It names a station that there is not.</summary>
    UnknownStation = 2,
}
