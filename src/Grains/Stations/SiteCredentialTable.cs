using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Stations;

/// <summary>The table of sites' secrets. Only the hash of a secret is stored.</summary>
internal static class SiteCredentialTable
{
    /// <summary>The condition that a credential is valid at the time of the parameter <c>@now</c>.</summary>
    public const string IsValid = "(expires_at IS NULL OR expires_at > @now)";

    public static Task<int> InsertAsync(
        LedgerSession session,
        StationId station,
        string secretHash,
        DateTimeOffset now
    ) =>
        session
            .Sql(
                """
                INSERT INTO site_credentials (id, station_id, secret_hash, created_at) VALUES (@id, @station, @hash, @now)
                """
            )
            .With("id", Guid.CreateVersion7(now))
            .With("station", station.Value)
            .With("hash", secretHash)
            .With("now", now)
            .ExecuteAsync();

    /// <summary>Limits every credential of the station to a time.</summary>
    public static Task<int> ExpireAllAsync(LedgerSession session, StationId station, DateTimeOffset until) =>
        session
            .Sql("UPDATE site_credentials SET expires_at = @until WHERE station_id = @station")
            .With("until", until)
            .With("station", station.Value)
            .ExecuteAsync();

    /// <summary>Ends every credential but the newest, which is the one without an expiry.</summary>
    public static Task<int> DeleteReplacedAsync(LedgerSession session, StationId station) =>
        session
            .Sql("DELETE FROM site_credentials WHERE station_id = @station AND expires_at IS NOT NULL")
            .With("station", station.Value)
            .ExecuteAsync();

    /// <summary>The station's credentials, newest first.</summary>
    public static Task<ImmutableArray<SiteCredential>> ListAsync(LedgerSession session, StationId station) =>
        session
            .Sql(
                """
                SELECT id, created_at, expires_at FROM site_credentials WHERE station_id = @station ORDER BY created_at DESC
                """
            )
            .With("station", station.Value)
            .ListAsync(r => new SiteCredential(r.Id(0), r.Time(1), r.TimeOrNull(2)));

    /// <summary>The hashes of the secrets that are valid at <paramref name="now"/>.</summary>
    public static Task<ImmutableArray<string>> ValidHashesAsync(
        LedgerSession session,
        StationId station,
        DateTimeOffset now
    ) =>
        session
            .Sql($"SELECT secret_hash FROM site_credentials WHERE station_id = @station AND {IsValid}")
            .With("station", station.Value)
            .With("now", now)
            .ListAsync(r => r.Text(0));

    public static Task<bool> IsValidAsync(
        LedgerSession session,
        StationId station,
        string secretHash,
        DateTimeOffset now
    ) =>
        session
            .Sql($"SELECT 1 FROM site_credentials WHERE station_id = @station AND secret_hash = @hash AND {IsValid}")
            .With("station", station.Value)
            .With("hash", secretHash)
            .With("now", now)
            .FirstAsync(_ => true);
}
