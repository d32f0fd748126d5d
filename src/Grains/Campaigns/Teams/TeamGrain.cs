using FuelGrains.Grains.Campaigns.Stock;
using FuelGrains.Grains.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Orleans.Runtime;
using Orleans.Utilities;

namespace FuelGrains.Grains.Campaigns.Teams;

/// <summary>
/// One team as people see it, read from the ledger: uncommitted seats are in no answer. While web nodes watch, the shard says
/// when something changed; however many changes come while one reading is on its way, one more reading tells them all.
/// </summary>
[Reentrant]
public sealed class TeamGrain(LedgerDatabase ledger, IOptions<StockShardLimits> limits, ILogger<TeamGrain> log)
    : Grain,
        ITeamGrain
{
    private readonly ObserverManager<IWebNode> _nodes = new(limits.Value.ObserverExpiry, log);
    private TeamView? _shown;
    private long _heardOf;
    private Task _reading = Task.CompletedTask;

    private TeamId Id => new(this.GetPrimaryKey());

    public async Task<TeamSight?> ViewForAsync(CustomerId customer)
    {
        var sight = await ledger.ReadAsync(async session =>
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
        // The first to watch: what was shown before nobody saw.
        if (_nodes.Count == 0 || _shown is null)
            _shown = await ReadAsync();
        if (_shown is null)
        {
            DeactivateOnIdle();
            return null;
        }
        _nodes.Subscribe(node, node);
        if (_shown.Status == TeamStatus.Open)
            await WatchAsync(_shown);
        return new(_shown.Revision, _shown.Revision, _shown);
    }

    public Task ChangedAsync(long revision)
    {
        _heardOf = Math.Max(_heardOf, revision);
        if (_reading.IsCompleted)
            _reading = ShowAsync();
        return Task.CompletedTask;
    }

    // No revision says it, so nobody who watches is told; but nothing that was withdrawn is handed out again.
    public async Task FacesChangedAsync()
    {
        if (_nodes.Count == 0)
            DeactivateOnIdle();
        else if (await ReadAsync() is { } now && now.Revision >= _shown?.Revision)
            _shown = now;
    }

    // A shard that moved has forgotten who watches: each renewal says it again, and hears what was missed.
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
            log.LogWarning(
                "Team {Team} could not be watched at its shard; the next renewal tries again: {Reason}",
                Id,
                away.Message
            );
        }
    }

    private async Task ShowAsync()
    {
        try
        {
            while (
                _shown is { } shown
                && shown.Revision < _heardOf
                && await ReadAsync() is { } now
                && now.Revision > shown.Revision
            )
            {
                _shown = now;
                var update = new TeamUpdate(shown.Revision, now.Revision, now);
                await _nodes.Notify(node => node.TeamChangedAsync(update));
            }
        }
#pragma warning disable CA1031 // the next change or renewal reads again
        catch (Exception unread)
        {
            log.LogWarning("Team {Team} could not be read for those who watch it: {Reason}", Id, unread.Message);
        }
#pragma warning restore CA1031
    }

    private Task<TeamView?> ReadAsync() => ledger.ReadAsync(session => TeamTable.FindAsync(session, Id));
}
