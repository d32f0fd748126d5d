namespace FuelGrains.GrainInterfaces.Stations;

/// <summary>Lists stations and products from the ledger, and finds a station without activating its grain.</summary>
[Alias("fuel.station-directory")]
public interface IStationDirectoryGrain : IGrainWithIntegerKey
{
    [Alias("stations")]
    Task<ImmutableArray<StationView>> StationsAsync(int limit);

    [Alias("products")]
    Task<ImmutableArray<ProductView>> ProductsAsync(int limit);

    /// <summary>The ids of the newest stations.</summary>
    [Alias("ids")]
    Task<ImmutableArray<Guid>> IdsAsync(int limit);

    [Alias("find")]
    Task<StationView?> FindAsync(StationId station);

    /// <summary>True when the pump has a sale that is not settled.</summary>
    [Alias("has-sales")]
    Task<bool> HasSalesAsync(PumpKey pump);

    /// <summary>True when the hash is of a secret that is valid now.</summary>
    [Alias("verify-site")]
    Task<bool> VerifySiteAsync(StationId station, string secretHash);

    [Alias("verify-screen")]
    Task<bool> VerifyScreenAsync(StationId station, string keyHash);
}

/// <summary>A product: the only writer of its row.</summary>
[Alias("fuel.product")]
public interface IProductGrain : IGrainWithGuidKey
{
    /// <summary>Writes the product as it is given, without an audit row, to set up a chain.</summary>
    [Alias("register")]
    Task RegisterAsync(ProductView product);

    /// <summary>Writes the product for a member of staff, audited. Issued vouchers keep their terms.</summary>
    [Alias("change")]
    Task<ProductChange> ChangeAsync(ProductView product, string staff);
}

/// <summary>A station as a driver sees it. Latitude and longitude are in millionths of a degree, hours in minutes of the day.</summary>
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
    /// <summary>The content of one unit.</summary>
    [Id(0)]
    public ProductUnit Unit { get; init; } = new() { Kind = ProductKind.Service };
}

[GenerateSerializer, Alias("fuel.product-change")]
public enum ProductChange
{
    Changed = 0,
    Created = 1,

    /// <summary>The product names an unknown station.</summary>
    UnknownStation = 2,
}
