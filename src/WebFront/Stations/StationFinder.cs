using FuelGrains.WebFront.Hosting;
using Microsoft.Extensions.Caching.Memory;

namespace FuelGrains.WebFront.Stations;

/// <summary>
/// Finds a station by its id for anybody, without waking its grain and mostly from memory: a found station is at most five seconds old, and
/// a made-up id costs no query.
/// </summary>
internal sealed class StationFinder : IDisposable
{
    private const int MaxRemembered = 10_000;
    private const int MaxIds = 50_000;
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    private readonly MemoryCache _stations = new(new MemoryCacheOptions { SizeLimit = MaxRemembered });
    private readonly IGrainFactory _grains;
    private readonly KnownIds _ids;
    private readonly SharedReads<StationId, StationView?> _reading;

    public StationFinder(IGrainFactory grains, TimeProvider time)
    {
        _grains = grains;
        _ids = new(most => grains.GetGrain<IStationDirectoryGrain>(0).IdsAsync(most), MaxIds, time);
        _reading = new(ReadAsync);
    }

    public ValueTask<StationView?> FindAsync(string stationId) =>
        StationId.TryParse(stationId, null, out var id) ? FindAsync(id) : ValueTask.FromResult<StationView?>(null);

    public async ValueTask<StationView?> FindAsync(StationId id) =>
        _stations.TryGetValue(id, out StationView? known) ? known : await _reading.GetAsync(id);

    /// <summary>Remembers that a station was opened here a moment ago.</summary>
    public void Opened(StationId id) => _ids.Add(id.Value);

    public void Dispose() => _stations.Dispose();

    private async Task<StationView?> ReadAsync(StationId id)
    {
        if (!await _ids.MayExistAsync(id.Value))
            return null;
        if (await _grains.GetGrain<IStationDirectoryGrain>(0).FindAsync(id) is not { } found)
            return null;
        var options = new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Fresh };
        return _stations.Set(id, found, options);
    }
}
