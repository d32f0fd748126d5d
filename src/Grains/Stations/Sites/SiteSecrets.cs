using System.Security.Cryptography;
using System.Text;
using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Stations.Sites;

/// <summary>
/// Secrets of sites and screens. A secret has 128 random bits, so a plain SHA-256 is as safe as any slow hash, and two thousand
/// sites can log in at once.
/// </summary>
public sealed class SiteSecrets(LedgerDatabase database, TimeProvider time)
{
    /// <summary>A secret that was replaced stays valid this long: time to change it on the site's controller.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromDays(7);

    /// <summary>The length of a secret in bytes.</summary>
    private const int Length = 16;

    public static string NewSecret() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Length));

    public static string Hash(string secret) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    /// <summary>
    /// Adds the newest secret. The secret before it stays valid for the overlap, all older secrets end now: two are valid, never three.
    /// </summary>
    public Task RotateAsync(StationId station, string secretHash, string staff, CancellationToken ct) =>
        AuditedAsync(
            station,
            staff,
            "station.rotate-credential",
            async session =>
            {
                var now = time.GetUtcNow();
                await SiteCredentialTable.DeleteReplacedAsync(session, station);
                await SiteCredentialTable.ExpireAllAsync(session, station, now + Overlap);
                await SiteCredentialTable.InsertAsync(session, station, secretHash, now);
            },
            ct
        );

    /// <summary>Ends every secret but the newest.</summary>
    public Task RetireAsync(StationId station, string staff, CancellationToken ct) =>
        AuditedAsync(
            station,
            staff,
            "station.retire-credentials",
            session => SiteCredentialTable.DeleteReplacedAsync(session, station),
            ct
        );

    public Task<ImmutableArray<SiteCredential>> ListAsync(StationId station, CancellationToken ct) =>
        database.ReadAsync(session => SiteCredentialTable.ListAsync(session, station), ct);

    internal Task<bool> VerifySiteAsync(LedgerSession session, StationId station, string secretHash) =>
        SiteCredentialTable.IsValidAsync(session, station, secretHash, time.GetUtcNow());

    public Task RenewScreenKeyAsync(StationId station, string keyHash, string staff, CancellationToken ct) =>
        AuditedAsync(
            station,
            staff,
            "station.renew-screen-key",
            session => StationTable.SetScreenKeyAsync(session, station, keyHash),
            ct
        );

    private Task AuditedAsync(
        StationId station,
        string staff,
        string action,
        Func<LedgerSession, Task> change,
        CancellationToken ct
    ) =>
        database.WriteAsync(
            async session =>
            {
                await change(session);
                return await AuditTable.AddAsync(session, time, staff, action, station.ToString(), "");
            },
            ct
        );
}
