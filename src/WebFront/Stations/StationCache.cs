using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Memory;

namespace FuelGrains.WebFront.Stations;

/// <summary>
/// The stations that somebody watches on this node. An unknown id is looked up in the directory, never by waking a
/// station's grain, and the answer "no such station" is remembered for a second.
/// </summary>
internal sealed class StationCache(IGrainFactory grains, TimeProvider time) : IDisposable
{
    private const int MaxStations = 10_000;
    private const int MaxUnknownRemembered = 10_000;
    private static readonly TimeSpan UnknownFor = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ForgottenAfter = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<StationId, CachedStation> _stations = new();
    private readonly MemoryCache _unknown = new(new MemoryCacheOptions { SizeLimit = MaxUnknownRemembered });

    /// <summary>Asks a station's grain for its board, and to go on telling; set by the node.</summary>
    public Func<CachedStation, Task> Attach { get; set; } = _ => Task.CompletedTask;

    public IEnumerable<CachedStation> Stations => _stations.Values;

    /// <summary>Null when there is no such station.</summary>
    public ValueTask<CachedStation?> FindAsync(StationId station)
    {
        if (!_stations.TryGetValue(station, out var known))
            return LookUpAsync(station);
        known.Touch();
        return ValueTask.FromResult<CachedStation?>(known);
    }

    public CachedStation? Known(StationId station) => _stations.GetValueOrDefault(station);

    /// <summary>Drops what nobody asked for in a while.</summary>
    public void Forget()
    {
        foreach (var (id, entry) in _stations)
            if (entry.Idle > ForgottenAfter)
                _stations.TryRemove(id, out _);
    }

    public void Dispose() => _unknown.Dispose();

    private async ValueTask<CachedStation?> LookUpAsync(StationId station)
    {
        if (_unknown.TryGetValue(station, out _))
            return null;
        if (await grains.GetGrain<IStationDirectoryGrain>(0).FindAsync(station) is not { } found)
        {
            _unknown.Set(
                station,
                true,
                new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = UnknownFor }
            );
            return null;
        }
        var nothing = new StationBoard
        {
            Id = station,
            Name = found.Name,
            Connected = false,
            Prices = [],
            Pumps = [],
        };
        var fresh = new CachedStation(new(station, Epoch: 0, From: 0, To: 0, nothing), entry => Attach(entry), time);
        // Beyond the limit a station is served all the same, only without live updates.
        return _stations.Count >= MaxStations ? fresh : _stations.GetOrAdd(station, fresh);
    }
}
