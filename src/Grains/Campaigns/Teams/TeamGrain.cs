using FuelGrains.Grains.Campaigns.Stock;
using FuelGrains.Grains.Live;
using FuelGrains.Grains.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace FuelGrains.Grains.Campaigns.Teams;

/// <summary>
/// A team as people see it, read from the ledger: uncommitted seats are in no answer. While web nodes watch, the shard says
/// when something changed; however many changes come while one reading is on its way, one more reading publishes them all.
/// </summary>
[Reentrant]
public sealed class TeamGrain : Grain, ITeamGrain
{
    private readonly LedgerDatabase _ledger;
    private readonly ILogger<TeamGrain> _log;
    private readonly TopicPublisher<TeamUpdate> _topic;
    private TeamView? _shown;
    private long _latestKnown;
    private Task _reading = Task.CompletedTask;

    public TeamGrain(
        LedgerDatabase ledger,
        IOptions<StockShardLimits> limits,
        TimeProvider time,
        ILogger<TeamGrain> log
    )
    {
        (_ledger, _log) = (ledger, log);
        _topic = new(
            (from, to) => new(from, to, _shown!),
            (node, update) => node.TeamChangedAsync(update),
            limits.Value.ObserverExpiry,
            time,
            log
        );
    }

    private TeamId Id => new(this.GetPrimaryKey());

    public async Task<TeamSight?> ViewForAsync(CustomerId customer)
    {
        var sight = await _ledger.ReadAsync(async session =>
            await TeamTable.FindAsync(session, Id) is { } team
                ? new TeamSight(team, await TeamTable.OrderOfAsync(session, Id, customer))
                : null
        );
        if (sight is null)
            DeactivateOnIdle();
        return sight;
    }

    public async Task<TeamUpdate?> AttachAsync(IWebNode node)
    {
        // While nobody watches, the shown team is not kept up to date.
        var shown = _topic.HasNodes ? _shown : null;
        if (shown is null)
        {
            if (await ReadAsync() is not { } read)
            {
                DeactivateOnIdle();
                return null;
            }
            Show(shown = read);
        }
        _topic.Subscribe(node);
        if (shown.Status == TeamStatus.Open)
            await WatchAsync(shown);
        return _shown is { } now ? new(now.Revision, now.Revision, now) : null;
    }

    public Task ChangedAsync(long revision)
    {
        _latestKnown = Math.Max(_latestKnown, revision);
        if (_reading.IsCompleted)
            _reading = PublishAsync();
        return Task.CompletedTask;
    }

    // The revision stays, so no watcher is told; but a withdrawn nickname or avatar is not handed out again.
    public async Task FacesChangedAsync()
    {
        if (!_topic.HasNodes)
            DeactivateOnIdle();
        else if (await ReadAsync() is { } now && now.Revision >= _shown?.Revision)
            Show(now);
    }

    // A shard that moved does not know the watchers any more: each renewal tells it again, and learns of missed changes.
    private async Task WatchAsync(TeamView team)
    {
        try
        {
            await ChangedAsync(
                await GrainFactory
                    .GetGrain<ITeamShardGrain>(new StockShardKey(team.Campaign, team.Shard).ToString())
                    .WatchTeamAsync(Id)
            );
        }
        catch (Exception away) when (away is TimeoutException or OrleansException)
        {
            _log.LogWarning(
                "Team {Team} could not be watched at its shard; the next renewal tries again: {Reason}",
                Id,
                away.Message
            );
        }
    }

    private async Task PublishAsync()
    {
        try
        {
            while (
                _shown is { } shown
                && shown.Revision < _latestKnown
                && await ReadAsync() is { } now
                && now.Revision > shown.Revision
            )
            {
                _shown = now;
                _topic.ChangedTo(now.Revision);
                _topic.Publish();
            }
        }
#pragma warning disable CA1031 // the next change or renewal reads again
        catch (Exception unread)
        {
            _log.LogWarning("Team {Team} could not be read for those who watch it: {Reason}", Id, unread.Message);
        }
#pragma warning restore CA1031
    }

    private void Show(TeamView team)
    {
        _shown = team;
        _topic.StartAt(team.Revision);
    }

    private Task<TeamView?> ReadAsync() => _ledger.ReadAsync(session => TeamTable.FindAsync(session, Id));
}

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
