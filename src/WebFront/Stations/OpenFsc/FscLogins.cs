using System.Security.Cryptography;
using System.Text;

namespace FuelGrains.WebFront.Stations.OpenFsc;

/// <summary>
/// Logs sites in, a limited number at a time. When two thousand sites reconnect at once, each waits a moment, and the database, the silos
/// and the connected sites do not notice.
/// </summary>
internal sealed class FscLogins(IGrainFactory grains, FscLimits limits, TimeProvider time) : IDisposable
{
    private const int Tries = 3;
    private readonly SemaphoreSlim _turns = new(limits.LoginsAtOnce);

    public async Task<(FscLogin? Login, string? Error)> LogInAsync(
        StationId station,
        string secret,
        int? priority,
        ISiteSession site,
        CancellationToken ct
    )
    {
        // 128 random bits cannot be guessed from their hash, so a hash that costs nothing is enough.
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
        await _turns.WaitAsync(ct);
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    // The check comes first, so an unknown id activates no grain.
                    if (!await grains.GetGrain<IStationDirectoryGrain>(0).VerifySiteAsync(station, hash))
                        return (null, FscError.BadCredentials);
                    return await ConnectAsync(station, hash, priority, site);
                }
#pragma warning disable CA1031 // a silo moves or the database is away: try again here, then the site tries again by itself
                catch (Exception error) when (error is not OperationCanceledException)
                {
                    if (attempt == Tries)
                        return (null, FscError.Internal);
                }
#pragma warning restore CA1031
            }
        }
        finally
        {
            _turns.Release();
        }
    }

    public void Dispose() => _turns.Dispose();

    private async Task<(FscLogin? Login, string? Error)> ConnectAsync(
        StationId station,
        string hash,
        int? priority,
        ISiteSession site
    )
    {
        var now = time.GetUtcNow();
        var request = new ConnectRequest
        {
            Connection = Guid.NewGuid(),
            SecretHash = hash,
            Priority = priority,
            KnowsModes = site.Can(FscMethod.SessionMode),
            ConnectedAt = now,
            HeardAt = now,
            Meters = site.Can(FscMethod.Meter),
        };
        var link = new SiteLink(station, request, site, grains, limits, time);
        try
        {
            var reply = await link.ConnectAsync();
            if (reply.Mode is SiteMode.Active or SiteMode.Passive)
                return (new(link, reply), null);
            link.Dispose();
            return (
                null,
                reply.Mode switch
                {
                    SiteMode.BadCredentials => FscError.BadCredentials,
                    SiteMode.PriorityTaken => FscError.PriorityTaken,
                    _ => FscError.Internal,
                }
            );
        }
        catch
        {
            link.Dispose();
            throw;
        }
    }
}

internal sealed record FscLogin(SiteLink Link, ConnectReply Reply);
