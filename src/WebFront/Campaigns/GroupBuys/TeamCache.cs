using FuelGrains.WebFront.Hosting;
using FuelGrains.WebFront.Live;
using Microsoft.Extensions.Caching.Memory;

namespace FuelGrains.WebFront.Campaigns.GroupBuys;

/// <summary>
/// The teams that this node knows: the place of each team (which never changes), the teams that clients of this node watch, and each
/// campaign's short list of teams near completion, a second old at most.
/// </summary>
internal sealed class TeamCache : TopicRegistry<TeamId, CachedTeam, TeamUpdate>, IDisposable
{
    /// <summary>Watched teams are renewed every two seconds, each with a call of its own.</summary>
    private const int MaxWatched = 20_000;
    private const int MaxRemembered = 100_000;
    private const int MaxListed = 20;
    private static readonly TimeSpan UnknownFor = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private readonly MemoryCache _places = new(new MemoryCacheOptions { SizeLimit = MaxRemembered });
    private readonly MemoryCache _near = new(new MemoryCacheOptions { SizeLimit = 1_000 });
    private readonly SharedReads<CampaignId, ImmutableArray<OpenTeamJson>> _readingNear;
    private readonly IGrainFactory _grains;
    private readonly TimeProvider _time;

    public TeamCache(IGrainFactory grains, TimeProvider time)
        : base(MaxWatched, evictAfter: TimeSpan.FromSeconds(10))
    {
        (_grains, _time) = (grains, time);
        _readingNear = new(ReadNearAsync);
    }

    /// <summary>The place of a team, by its id or share code; null when there is no such team.</summary>
    public async ValueTask<TeamPlace?> FindAsync(string idOrCode)
    {
        var key = idOrCode.ToUpperInvariant();
        if (!TeamId.IsShareCode(key) && !TeamId.TryParse(idOrCode, null, out _))
            return null;
        if (_places.TryGetValue(key, out TeamPlace? known))
            return known;
        var directory = _grains.GetGrain<ITeamDirectoryGrain>(0);
        var found = TeamId.TryParse(idOrCode, null, out var id)
            ? await directory.FindAsync(id)
            : await directory.FindByCodeAsync(key);
        var options = new MemoryCacheEntryOptions { Size = 1 };
        if (found is null)
            options.AbsoluteExpirationRelativeToNow = UnknownFor;
        _places.Set(key, found, options);
        return found;
    }

    /// <summary>Remembers a team that was opened on this node, which customers who join by its code ask first.</summary>
    public void Remember(TeamPlace place) =>
        _places.Set(place.Team.ShareCode, place, new MemoryCacheEntryOptions { Size = 1 });

    public async ValueTask<ImmutableArray<OpenTeamJson>> NearCompletionAsync(CampaignId campaign) =>
        _near.TryGetValue(campaign, out ImmutableArray<OpenTeamJson> known)
            ? known
            : await _readingNear.GetAsync(campaign);

    private async Task<ImmutableArray<OpenTeamJson>> ReadNearAsync(CampaignId campaign)
    {
        var teams = await _grains
            .GetGrain<ITeamDirectoryGrain>(0)
            .NearCompletionAsync(campaign, _time.GetUtcNow(), MaxListed);
        ImmutableArray<OpenTeamJson> near = [.. teams.Select(OpenTeamJson.Of)];
        _near.Set(campaign, near, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Fresh });
        return near;
    }

    /// <summary>The team as a watched one; null when the limit of watched teams is reached.</summary>
    /// <param name="attach">Subscribes this node to the team and returns the team's state.</param>
    public CachedTeam? Watch(TeamPlace place, CampaignTerms terms, Func<CachedTeam, Task<TeamUpdate?>> attach)
    {
        var team = GetOrAdd(place.Team, new CachedTeam(place, terms, attach, _time));
        team?.Touch();
        return team;
    }

    public void Dispose()
    {
        _places.Dispose();
        _near.Dispose();
    }
}

/// <summary>A team that a client of this node watches. The ledger counts a team's revisions, so there is one epoch.</summary>
internal sealed class CachedTeam : CachedTopic<TeamUpdate>
{
    private readonly SharedReading<TeamUpdate?> _reading;
    private readonly CampaignTerms _terms;

    public CachedTeam(
        TeamPlace place,
        CampaignTerms terms,
        Func<CachedTeam, Task<TeamUpdate?>> attach,
        TimeProvider time
    )
        : base(null, time)
    {
        (Id, Campaign, _terms) = (place.Team, place.Campaign, terms);
        _reading = new(() => attach(this));
    }

    public TeamId Id { get; }
    public CampaignId Campaign { get; }

    /// <summary>Reads the team from its grain; null when it does not answer.</summary>
    public Task<TeamUpdate?> ReadAsync() => _reading.ReadAsync();

    public override (long Epoch, long Revision) VersionOf(TeamUpdate update) => (LiveTopic.TeamEpoch, update.To);

    protected override LiveUpdate MessageOf(TeamUpdate update, DateTimeOffset now) =>
        LiveTopic.Update(update, _terms, now);
}
