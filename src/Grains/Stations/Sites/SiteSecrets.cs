namespace FuelGrains.Grains.Storage;

/// <summary>
/// Secrets of sites and screens: 128 random bits, so that a plain SHA-256 is as safe as any slow hash, and two thousand
/// sites can log in at once.
/// </summary>
public sealed class SiteSecrets(LedgerDatabase database, TimeProvider time)
{
    /// <summary>A secret that was replaced stays valid this long: time to change it on the site's controller.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromDays(7);

    public static string NewSecret() =>
        Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(16));

    public static string Hash(string secret) =>
        Convert.ToHexStringLower(
            System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(secret))
        );

    /// <summary>Adds the newest secret; the one before it runs out after the overlap, all older ones now. Two are valid, never three.</summary>
    public Task RotateAsync(StationId station, string secretHash, string staff, CancellationToken ct) =>
        database.WriteAsync(
            async session =>
            {
                var now = time.GetUtcNow();
                await session
                    .Sql("DELETE FROM site_credentials WHERE station_id = @station AND expires_at IS NOT NULL")
                    .With("station", station.Value)
                    .ExecuteAsync();
                await session
                    .Sql("UPDATE site_credentials SET expires_at = @until WHERE station_id = @station")
                    .With("until", now + Overlap)
                    .With("station", station.Value)
                    .ExecuteAsync();
                await session
                    .Sql(
                        "INSERT INTO site_credentials (id, station_id, secret_hash, created_at) VALUES (@id, @station, @hash, @now)"
                    )
                    .With("id", Guid.CreateVersion7(now))
                    .With("station", station.Value)
                    .With("hash", secretHash)
                    .With("now", now)
                    .ExecuteAsync();
                return await AuditRows.AddAsync(
                    session,
                    time,
                    staff,
                    "station.rotate-credential",
                    station.ToString(),
                    ""
                );
            },
            ct
        );

    public Task RetireAsync(StationId station, string staff, CancellationToken ct) =>
        database.WriteAsync(
            async session =>
            {
                await session
                    .Sql("DELETE FROM site_credentials WHERE station_id = @station AND expires_at IS NOT NULL")
                    .With("station", station.Value)
                    .ExecuteAsync();
                return await AuditRows.AddAsync(
                    session,
                    time,
                    staff,
                    "station.retire-credentials",
                    station.ToString(),
                    ""
                );
            },
            ct
        );

    public Task<ImmutableArray<SiteCredential>> ListAsync(StationId station, CancellationToken ct) =>
        database.ReadAsync(
            session =>
                session
                    .Sql(
                        "SELECT id, created_at, expires_at FROM site_credentials WHERE station_id = @station ORDER BY created_at DESC"
                    )
                    .With("station", station.Value)
                    .ListAsync(r => new SiteCredential(r.Id(0), r.Time(1), r.TimeOrNull(2))),
            ct
        );

    public Task<bool> VerifySiteAsync(StationId station, string secretHash, CancellationToken ct) =>
        database.ReadAsync(
            async session =>
                await session
                    .Sql(
                        """
                        SELECT 1 FROM site_credentials WHERE station_id = @station AND secret_hash = @hash AND (expires_at IS NULL OR expires_at > @now)
                        """
                    )
                    .With("station", station.Value)
                    .With("hash", secretHash)
                    .With("now", time.GetUtcNow())
                    .FirstAsync(_ => true),
            ct
        );

    public Task RenewScreenKeyAsync(StationId station, string keyHash, string staff, CancellationToken ct) =>
        database.WriteAsync(
            async session =>
            {
                await session
                    .Sql("UPDATE stations SET screen_key_hash = @hash WHERE id = @station")
                    .With("hash", keyHash)
                    .With("station", station.Value)
                    .ExecuteAsync();
                return await AuditRows.AddAsync(
                    session,
                    time,
                    staff,
                    "station.renew-screen-key",
                    station.ToString(),
                    ""
                );
            },
            ct
        );

    public Task<bool> VerifyScreenAsync(StationId station, string keyHash, CancellationToken ct) =>
        database.ReadAsync(
            async session =>
                await session
                    .Sql("SELECT 1 FROM stations WHERE id = @station AND screen_key_hash = @hash")
                    .With("station", station.Value)
                    .With("hash", keyHash)
                    .FirstAsync(_ => true),
            ct
        );
}
