using FuelGrains.GrainInterfaces.Live;

namespace FuelGrains.GrainInterfaces.Stations;

/// <summary>One station, live: the one writer of its row, and what screens and pumps ask.</summary>
[Alias("fuel.station")]
public interface IStationGrain : IGrainWithGuidKey
{
    /// <summary>Writes name, place and hours, making the station when there is none.</summary>
    [Alias("register")]
    Task RegisterAsync(StationView station);

    /// <summary>Staff changed the station's rows: read them again.</summary>
    [Alias("reload")]
    Task ReloadAsync();

    /// <summary>Keeps a web node fed with this station's board for a few seconds more; null when there is no such station.</summary>
    [Alias("attach")]
    Task<StationUpdate?> AttachAsync(IWebNode node);

    /// <summary>The board and what a pump's command needs to know; null when there is no such station.</summary>
    [Alias("forecourt")]
    Task<Forecourt?> ForecourtAsync();

    /// <summary>Passes a command to the connection that holds the site under this epoch; false when none does.</summary>
    [Alias("send")]
    Task<bool> SendAsync(long epoch, SiteCommand command);

    /// <summary>A pump's grain changed a sale: the board shows it.</summary>
    [Alias("sale-changed")]
    Task SaleChangedAsync(FuelSale sale);
}

/// <summary>Epoch: of the connection that holds the site, when <paramref name="Board"/> is connected.</summary>
[GenerateSerializer, Immutable, Alias("fuel.forecourt")]
public sealed record Forecourt(StationBoard Board, long Epoch, string PaymentMethod, string Currency);

/// <summary>One station as its staff work it. Each change is audited in the transaction that makes it.</summary>
[Alias("fuel.station-control")]
public interface IStationControlGrain : IGrainWithGuidKey
{
    [Alias("details")]
    Task<StationDetails?> DetailsAsync();

    /// <summary>Creates the station, or changes what is known of it.</summary>
    [Alias("save")]
    Task<StationDetails?> SaveAsync(StationProfile profile, string staff);

    /// <summary>A new site secret, told once. The one before it stays valid for a while; older ones end now. Null: no such station.</summary>
    [Alias("rotate-credential")]
    Task<NewSecret?> RotateCredentialAsync(string staff);

    /// <summary>Ends every secret but the newest now, and the connections that used them.</summary>
    [Alias("retire-credentials")]
    Task<StationDetails?> RetireCredentialsAsync(string staff);

    /// <summary>A new key for the station's screen, told once; the old one ends.</summary>
    [Alias("renew-screen-key")]
    Task<NewSecret?> RenewScreenKeyAsync(string staff);

    /// <summary>Says which of the chain's grades a product of the site is. Null: no such station or product.</summary>
    [Alias("map-product")]
    Task<StationDetails?> MapProductAsync(string product, string? grade, string staff);
}

/// <summary>Hours: minutes of the day, both 0 and 1440 meaning all day. Latitude and longitude in millionths of a degree.</summary>
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

    /// <summary>The name CLEAR and UNLOCKPUMP give the way of paying, as agreed with the site.</summary>
    [Id(7)]
    public required string PaymentMethod { get; init; }

    /// <summary>The currency the station charges in.</summary>
    [Id(8)]
    public string Currency { get; init; } = "CNY";
}

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
}

/// <summary>ExpiresAt null: the newest.</summary>
[GenerateSerializer, Immutable, Alias("fuel.site-credential")]
public sealed record SiteCredential(Guid Id, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt);

/// <summary>128 random bits in hex. Only its SHA-256 is kept.</summary>
[GenerateSerializer, Immutable, Alias("fuel.new-secret")]
public sealed record NewSecret(StationId Station, string Secret);
