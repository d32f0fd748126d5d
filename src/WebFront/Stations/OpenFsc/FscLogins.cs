using System.Security.Cryptography;
using System.Text;

namespace FuelGrains.WebFront.Stations.OpenFsc;

/// <summary>
/// Logs sites in, so many at a time: when all of two thousand come back at once each waits a moment, and the database,
/// the silos and the sites that are there already do not notice.
/// </summary>
internal sealed class FscLogins(IGrainFactory grains, FscLimits limits, TimeProvider time) : IDisposable
{
    private const int Tries = 3;
    private readonly SemaphoreSlim _turns = new(limits.LoginsAtOnce);

    public async Task<(FscLogin? Login, string? Error)> LogInAsync(
        StationId station,
        string secret,
        int? priority,
        ISiteTalk site,
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
                    // Looking first keeps unknown ids from waking a grain each.
                    if (!await grains.GetGrain<IStationDirectoryGrain>(0).VerifySiteAsync(station, hash))
                        return (null, FscError.BadCredentials);
                    return await ConnectAsync(station, hash, priority, site);
                }
#pragma warning disable CA1031 // a silo that moves, a database that is away: once more, then the site tries again by itself
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
        ISiteTalk site
    )
    {
        var now = time.GetUtcNow();
        var hello = new SiteHello
        {
            Connection = Guid.NewGuid(),
            SecretHash = hash,
            Priority = priority,
            KnowsModes = site.Can(FscMethod.SessionMode),
            ConnectedAt = now,
            HeardAt = now,
            Meters = site.Can(FscMethod.Meter),
        };
        var link = new SiteLink(station, hello, site, grains, limits, time);
        try
        {
            var welcome = await link.ConnectAsync();
            if (welcome.Mode is SiteMode.Active or SiteMode.Passive)
                return (new(link, welcome), null);
            link.Dispose();
            return (
                null,
                welcome.Mode switch
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

internal sealed record FscLogin(SiteLink Link, SiteWelcome Welcome);
