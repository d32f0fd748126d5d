using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Stations;

/// <summary>The table of stations: profile, screen key, and the two epochs.</summary>
internal static class StationTable
{
    private const string ViewColumns =
        "id, name, city, address, latitude_e6, longitude_e6, opens_minute, closes_minute";

    private static readonly RowColumns<StationProfile> Profile = new(
        ("name", p => p.Name),
        ("city", p => p.City),
        ("address", p => p.Address),
        ("latitude_e6", p => p.LatitudeE6),
        ("longitude_e6", p => p.LongitudeE6),
        ("opens_minute", p => p.OpensMinute),
        ("closes_minute", p => p.ClosesMinute),
        ("payment_method", p => p.PaymentMethod),
        ("currency", p => p.Currency)
    );

    private static readonly string Write = $"""
        INSERT INTO stations (id, {Profile.Names}) VALUES (@id, {Profile.Parameters})
        ON CONFLICT (id) DO UPDATE SET {Profile.Replacements}
        """;

    public static async Task<bool> ExistsAsync(LedgerSession session, StationId station) =>
        await session.Sql("SELECT 1 FROM stations WHERE id = @id").With("id", station.Value).FirstAsync(_ => true);

    public static Task<ImmutableArray<StationView>> ListAsync(LedgerSession session, int limit) =>
        session
            .Sql($"SELECT {ViewColumns} FROM stations ORDER BY city, name LIMIT @limit")
            .With("limit", limit)
            .ListAsync(ReadView);

    /// <summary>The ids of the newest stations.</summary>
    public static Task<ImmutableArray<Guid>> IdsAsync(LedgerSession session, int limit) =>
        session
            .Sql("SELECT id FROM stations ORDER BY id DESC LIMIT @limit")
            .With("limit", limit)
            .ListAsync(r => r.Id(0));

    public static Task<StationView?> ViewAsync(LedgerSession session, StationId station) =>
        session
            .Sql($"SELECT {ViewColumns} FROM stations WHERE id = @id")
            .With("id", station.Value)
            .FirstAsync(ReadView);

    /// <summary>The names of stations, by their ids.</summary>
    public static async Task<Dictionary<StationId, string>> NamesAsync(
        LedgerSession session,
        IEnumerable<StationId> stations
    ) =>
        (
            await session
                .Sql($"SELECT id, name FROM stations WHERE id {session.AnyOf<Guid>("ids")}")
                .WithAnyOf("ids", stations.Select(station => station.Value))
                .ListAsync(r => (Id: new StationId(r.Id(0)), Name: r.Text(1)))
        ).ToDictionary(station => station.Id, station => station.Name);

    /// <summary>The station's name; empty for an unknown station.</summary>
    public static async Task<string> NameAsync(LedgerSession session, StationId station) =>
        await session
            .Sql("SELECT name FROM stations WHERE id = @id")
            .With("id", station.Value)
            .FirstAsync(r => r.Text(0))
        ?? "";

    public static Task<(StationProfile Profile, bool HasScreenKey)?> ProfileAsync(
        LedgerSession session,
        StationId station
    ) =>
        session
            .Sql($"SELECT {Profile.Names}, screen_key_hash FROM stations WHERE id = @id")
            .With("id", station.Value)
            .FirstAsync(r => ((StationProfile, bool)?)(ReadProfile(r), r.TextOrNull(9) is not null));

    public static Task<int> WriteAsync(LedgerSession session, StationId station, StationProfile profile) =>
        Profile.Bind(session.Sql(Write).With("id", station.Value), profile).ExecuteAsync();

    /// <summary>Raises the owner's epoch. Null for an unknown station.</summary>
    public static Task<(StationProfile Profile, long Epoch, long ConnectionEpoch)?> TakeOverAsync(
        LedgerSession session,
        StationId station
    ) =>
        session
            .Sql(
                $"""
                UPDATE stations SET epoch = epoch + 1 WHERE id = @id RETURNING {Profile.Names}, epoch, connection_epoch
                """
            )
            .With("id", station.Value)
            .FirstAsync(r => ((StationProfile, long, long)?)(ReadProfile(r), r.Long(9), r.Long(10)));

    /// <summary>
    /// Makes a connection the active one, under an epoch higher than any before. Null when its secret is not valid at
    /// <paramref name="now"/>.
    /// </summary>
    public static Task<long?> ConnectAsync(
        LedgerSession session,
        StationId station,
        string secretHash,
        DateTimeOffset now
    ) =>
        session
            .Sql(
                $"""
                UPDATE stations SET epoch = epoch + 1, connection_epoch = epoch + 1
                WHERE id = @id AND EXISTS (
                    SELECT 1 FROM site_credentials WHERE station_id = @id AND secret_hash = @hash AND {SiteCredentialTable.IsValid}
                )
                RETURNING connection_epoch
                """
            )
            .With("id", station.Value)
            .With("hash", secretHash)
            .With("now", now)
            .FirstAsync(r => (long?)r.Long(0));

    /// <summary>Makes <paramref name="epoch"/> worthless, unless a later connection already did.</summary>
    public static Task<int> EndConnectionAsync(LedgerSession session, StationId station, long epoch) =>
        session
            .Sql(
                """
                UPDATE stations SET epoch = epoch + 1, connection_epoch = epoch + 1
                WHERE id = @id AND connection_epoch = @epoch
                """
            )
            .With("id", station.Value)
            .With("epoch", epoch)
            .ExecuteAsync();

    /// <summary>The fencing epoch of the active connection.</summary>
    public static Task<long> ConnectionEpochAsync(LedgerSession session, StationId station) =>
        session
            .Sql("SELECT connection_epoch FROM stations WHERE id = @id")
            .With("id", station.Value)
            .FirstAsync(r => r.Long(0));

    /// <summary>
    /// True when <paramref name="epoch"/> is the fencing epoch of the active connection. The row stays locked until the transaction
    /// ends: a later connection waits for it, and an earlier one gets false.
    /// </summary>
    public static async Task<bool> CheckFencingEpochAsync(LedgerSession session, StationId station, long epoch) =>
        await session
            .Sql($"SELECT 1 FROM stations WHERE id = @id AND connection_epoch = @epoch {session.Keep}")
            .With("id", station.Value)
            .With("epoch", epoch)
            .FirstAsync(r => r.Int(0)) == 1;

    public static Task<int> SetScreenKeyAsync(LedgerSession session, StationId station, string keyHash) =>
        session
            .Sql("UPDATE stations SET screen_key_hash = @hash WHERE id = @station")
            .With("hash", keyHash)
            .With("station", station.Value)
            .ExecuteAsync();

    public static Task<bool> HasScreenKeyAsync(LedgerSession session, StationId station, string keyHash) =>
        session
            .Sql("SELECT 1 FROM stations WHERE id = @station AND screen_key_hash = @hash")
            .With("station", station.Value)
            .With("hash", keyHash)
            .FirstAsync(_ => true);

    private static StationView ReadView(LedgerRow r) =>
        new(new(r.Id(0)), r.Text(1), r.Text(2), r.Text(3))
        {
            LatitudeE6 = r.LongOrNull(4),
            LongitudeE6 = r.LongOrNull(5),
            OpensMinute = r.Int(6),
            ClosesMinute = r.Int(7),
        };

    private static StationProfile ReadProfile(LedgerRow r) =>
        new()
        {
            Name = r.Text(0),
            City = r.Text(1),
            Address = r.Text(2),
            LatitudeE6 = r.LongOrNull(3),
            LongitudeE6 = r.LongOrNull(4),
            OpensMinute = r.Int(5),
            ClosesMinute = r.Int(6),
            PaymentMethod = r.Text(7),
            Currency = r.Text(8),
        };
}
