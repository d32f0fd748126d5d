using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Memory;

namespace FuelGrains.WebFront.Campaigns.GroupBuys;

/// <summary>
/// The teams this node knows: where each is (which never changes), those that somebody watches here, and each campaign's short
/// list of teams that miss few, a second old at most.
/// </summary>
internal sealed class TeamCache(IGrainFactory grains, TimeProvider time) : IDisposable
{
    /// <summary>Watched teams are renewed every two seconds, each with a call of its own.</summary>
    private const int MaxWatched = 20_000;
    private const int MaxRemembered = 100_000;
    private const int MaxListed = 20;
    private static readonly TimeSpan UnknownFor = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private readonly MemoryCache _places = new(new MemoryCacheOptions { SizeLimit = MaxRemembered });
    private readonly MemoryCache _near = new(new MemoryCacheOptions { SizeLimit = 1_000 });
    private readonly ConcurrentDictionary<TeamId, CachedTeam> _watched = new();

    public IEnumerable<CachedTeam> Watched => _watched.Values;

    /// <summary>Where a team is, by its id or share code; null when there is none.</summary>
    public async ValueTask<TeamPlace?> FindAsync(string idOrCode)
    {
        var key = idOrCode.ToUpperInvariant();
        if (!TeamId.IsShareCode(key) && !TeamId.TryParse(idOrCode, null, out _))
            return null;
        if (_places.TryGetValue(key, out TeamPlace? known))
            return known;
        var directory = grains.GetGrain<ITeamDirectoryGrain>(0);
        var found = TeamId.TryParse(idOrCode, null, out var id)
            ? await directory.FindAsync(id)
            : await directory.FindByCodeAsync(key);
        var options = new MemoryCacheEntryOptions { Size = 1 };
        if (found is null)
            options.AbsoluteExpirationRelativeToNow = UnknownFor;
        _places.Set(key, found, options);
        return found;
    }

    /// <summary>A team that was opened here: who joins it by its code asks this node first.</summary>
    public void Remember(TeamPlace place) =>
        _places.Set(place.Team.ShareCode, place, new MemoryCacheEntryOptions { Size = 1 });

    public async ValueTask<ImmutableArray<OpenTeamJson>> NearCompletionAsync(CampaignId campaign)
    {
        if (_near.TryGetValue(campaign, out ImmutableArray<OpenTeamJson> known))
            return known;
        var teams = await grains
            .GetGrain<ITeamDirectoryGrain>(0)
            .NearCompletionAsync(campaign, time.GetUtcNow(), MaxListed);
        ImmutableArray<OpenTeamJson> near = [.. teams.Select(OpenTeamJson.Of)];
        _near.Set(campaign, near, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Fresh });
        return near;
    }

    /// <summary>Somebody watches the team here from now on; null when as many teams are watched as the limit allows.</summary>
    public CachedTeam? Watch(TeamPlace place)
    {
        if (_watched.Count >= MaxWatched && !_watched.ContainsKey(place.Team))
            return null;
        var entry = _watched.GetOrAdd(place.Team, _ => new CachedTeam(place));
        entry.AddViewer();
        return entry;
    }

    public void Unwatch(TeamId team)
    {
        if (_watched.TryGetValue(team, out var entry))
            entry.RemoveViewer();
    }

    public CachedTeam? Known(TeamId team) => _watched.GetValueOrDefault(team);

    /// <summary>Drops what nobody watches any more.</summary>
    public void Forget()
    {
        foreach (var (team, entry) in _watched)
            if (!entry.HasViewers)
                _watched.TryRemove(team, out _);
    }

    public void Dispose()
    {
        _places.Dispose();
        _near.Dispose();
    }
}

/// <summary>A team that somebody watches on this node.</summary>
internal sealed class CachedTeam(TeamPlace place)
{
    private volatile TeamUpdate? _latest;
    private int _viewers;

    public TeamId Id => place.Team;
    public CampaignId Campaign => place.Campaign;
    public bool HasViewers => Volatile.Read(ref _viewers) > 0;

    public void AddViewer() => Interlocked.Increment(ref _viewers);

    public void RemoveViewer() => Interlocked.Decrement(ref _viewers);

    /// <summary>Keeps the newer of what is known and what was heard; true when that changed something.</summary>
    public bool Hear(TeamUpdate update)
    {
        while (true)
        {
            var known = _latest;
            if (known is not null && update.To <= known.To)
                return false;
            if (Interlocked.CompareExchange(ref _latest, update, known) == known)
                return true;
        }
    }
}
