using FuelGrains.GrainInterfaces.Live;

namespace FuelGrains.GrainInterfaces.Stations;

/// <summary>A station, live: the only writer of its row, and the source of its board for screens and pumps.</summary>
[Alias("fuel.station")]
public interface IStationGrain : IGrainWithGuidKey
{
    /// <summary>Writes name, place and hours. An unknown station is created.</summary>
    [Alias("register")]
    Task RegisterAsync(StationView station);

    /// <summary>Reads the station's rows again, after staff changed them.</summary>
    [Alias("reload")]
    Task ReloadAsync();

    /// <summary>Subscribes a web node to the station's board for a few seconds. Null for an unknown station.</summary>
    [Alias("attach")]
    Task<StationUpdate?> AttachAsync(IWebNode node);

    /// <summary>The board, and the data that commands to pumps need. Null for an unknown station.</summary>
    [Alias("forecourt")]
    Task<Forecourt?> ForecourtAsync();

    /// <summary>Passes a command to the active connection of this epoch; false when there is none.</summary>
    [Alias("send")]
    Task<bool> SendAsync(long epoch, SiteCommand command);

    /// <summary>Shows a changed sale on the board.</summary>
    [Alias("sale-changed")]
    Task SaleChangedAsync(FuelSale sale);
}

/// <summary>A station's board with the data that commands to pumps need.</summary>
/// <param name="Epoch">The fencing epoch of the active connection, when <paramref name="Board"/> is connected.</param>
[GenerateSerializer, Immutable, Alias("fuel.forecourt")]
public sealed record Forecourt(StationBoard Board, long Epoch, string PaymentMethod, string Currency);

/// <summary>A station as its staff manage it. Each change is audited in the transaction that makes it.</summary>
[Alias("fuel.station-control")]
public interface IStationControlGrain : IGrainWithGuidKey
{
    [Alias("details")]
    Task<StationDetails?> DetailsAsync();

    /// <summary>Creates the station, or changes its profile.</summary>
    [Alias("save")]
    Task<StationDetails?> SaveAsync(StationProfile profile, string staff);

    /// <summary>
    /// Makes a new site secret, which is shown once. The secret before it stays valid for a while, older secrets end now. Null for an
    /// unknown station.
    /// </summary>
    [Alias("rotate-credential")]
    Task<NewSecret?> RotateCredentialAsync(string staff);

    /// <summary>Ends every secret but the newest now, and the connections that used them.</summary>
    [Alias("retire-credentials")]
    Task<StationDetails?> RetireCredentialsAsync(string staff);

    /// <summary>Makes a new key for the station's screen, which is shown once. The old key ends.</summary>
    [Alias("renew-screen-key")]
    Task<NewSecret?> RenewScreenKeyAsync(string staff);

    /// <summary>
    /// Maps a product of the site to a grade of the chain, also before the site has reported the product. Null for an unknown station, and
    /// for a product that nobody named when its grade is taken away.
    /// </summary>
    [Alias("map-product")]
    Task<StationDetails?> MapProductAsync(string product, string? grade, string staff);

    /// <summary>The sales of the last days that were held for a review, whatever became of them.</summary>
    [Alias("held-sales")]
    Task<HeldSales> HeldSalesAsync(TimeSpan last);
}

/// <summary>
/// The profile of a station. Hours are minutes of the day; 0 to 1440 means all day. Latitude and longitude are in millionths of a degree.
/// </summary>
[GenerateSerializer, Immutable, Alias("fuel.station-profile")]
public sealed record StationProfile
{
    [Id(0)]
    public required string Name { get; init; }

    [Id(1)]
    public required string City { get; init; }

    [Id(2)]
    public required string Address { get; init; }

    [Id(3)]
    public long? LatitudeE6 { get; init; }

    [Id(4)]
    public long? LongitudeE6 { get; init; }

    [Id(5)]
    public int OpensMinute { get; init; }

    [Id(6)]
    public int ClosesMinute { get; init; } = 24 * 60;

    /// <summary>The payment method that CLEAR and UNLOCKPUMP name, as agreed with the site.</summary>
    [Id(7)]
    public required string PaymentMethod { get; init; }

    /// <summary>The currency the station charges in.</summary>
    [Id(8)]
    public string Currency { get; init; } = "CNY";
}

/// <summary>A station as the staff's console shows it.</summary>
[GenerateSerializer, Immutable, Alias("fuel.station-details")]
public sealed record StationDetails
{
    [Id(0)]
    public required StationId Id { get; init; }

    [Id(1)]
    public required StationProfile Profile { get; init; }

    [Id(2)]
    public required ImmutableArray<SiteCredential> Credentials { get; init; }

    [Id(3)]
    public required StationBoard Board { get; init; }

    [Id(4)]
    public required bool HasScreenKey { get; init; }

    /// <summary>The products that the site sells, and those that staff mapped before the site reported them.</summary>
    [Id(5)]
    public required ImmutableArray<StationProduct> Products { get; init; }
}

/// <summary>A secret of a site, without its hash.</summary>
/// <param name="ExpiresAt">Null for the newest secret.</param>
[GenerateSerializer, Immutable, Alias("fuel.site-credential")]
public sealed record SiteCredential(Guid Id, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt);

/// <summary>A new secret: 128 random bits in hex. The ledger keeps only its SHA-256.</summary>
[GenerateSerializer, Immutable, Alias("fuel.new-secret")]
public sealed record NewSecret(StationId Station, string Secret);
