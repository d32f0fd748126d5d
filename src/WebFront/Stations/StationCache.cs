using FuelGrains.WebFront.Live;

namespace FuelGrains.WebFront.Stations;

/// <summary>The stations that this node serves. Beyond the limit a station has no live updates.</summary>
internal sealed class StationCache(StationFinder stations, TimeProvider time)
    : TopicCache<StationId, CachedStation, StationUpdate>(capacity: 10_000)
{
    protected override async Task<CachedStation?> LoadAsync(StationId key)
    {
        if (await stations.FindAsync(key) is not { } found)
            return null;
        var nothing = new StationBoard
        {
            Id = key,
            Name = found.Name,
            Connected = false,
            Prices = [],
            Pumps = [],
        };
        return new(new(key, Epoch: 0, From: 0, To: 0, nothing), station => Attach(station), time);
    }
}
