using FuelGrains.Grains.Campaigns.Stock;

namespace FuelGrains.Grains.Campaigns.Teams;

/// <summary>
/// The teams of a shard that somebody watches right now: a commit notifies their own grains, and does not wake those of the many others.
/// </summary>
internal sealed class TeamWatchers(IGrainFactory grains, TimeProvider time, TimeSpan expiry)
{
    private readonly Dictionary<TeamId, long> _watched = [];

    /// <summary>The team's grain renews as long as a web node renews with it.</summary>
    public void Add(TeamId team) => _watched[team] = time.GetTimestamp();

    public void Notify(TeamWork work, StockShard shard)
    {
        if (_watched.Count == 0)
            return;
        foreach (var team in work.Changed.Keys)
        {
            if (!_watched.TryGetValue(team, out var renewed))
                continue;
            if (time.GetElapsedTime(renewed) > expiry)
                _watched.Remove(team);
            else
                grains.GetGrain<ITeamGrain>(team.Value).ChangedAsync(shard.RevisionOf(team)).Ignore();
        }
    }
}
