using System.Collections.Concurrent;
using FuelGrains.GrainInterfaces.Ops.Scheduling;
using FuelGrains.WebFront.Campaigns;
using FuelGrains.WebFront.Campaigns.GroupBuys;
using FuelGrains.WebFront.Orders;
using FuelGrains.WebFront.Stations;
using Microsoft.AspNetCore.SignalR;

namespace FuelGrains.WebFront.Live;

/// <summary>
/// Receives the cluster's updates for this node. Every two seconds the node renews its subscriptions: to the list of nodes, and to each
/// topic that its clients watch or buy from. Updates go to the gates and to the hub's groups. A renewal's reply is a snapshot, so the
/// next renewal repairs a dead silo, a lost message or a takeover.
/// </summary>
internal sealed partial class WebNode : PeriodicService, IWebNode
{
    // A topic that is idle for longer than this is no longer renewed.
    private static readonly TimeSpan Interest = TimeSpan.FromSeconds(30);
    private const int RenewalsToKnowUs = 2;

    private readonly IGrainFactory _grains;
    private readonly CampaignCache _campaigns;
    private readonly StationCache _stations;
    private readonly TeamCache _teams;
    private readonly MeTopics _me;
    private readonly IHubContext<LiveHub> _hub;
    private readonly ConcurrentDictionary<(CampaignId, int), long> _shardEpochs = new();
    private readonly Lazy<IWebNode> _self;
    private Guid _list;
    private int _untilKnown;

    public WebNode(
        IGrainFactory grains,
        CampaignCache campaigns,
        StationCache stations,
        TeamCache teams,
        MeTopics me,
        IHubContext<LiveHub> hub,
        TimeProvider time,
        ILogger<WebNode> log
    )
        : base("The renewal of live updates", TimeSpan.FromSeconds(2), time, log, runsAtStart: true)
    {
        (_grains, _campaigns, _stations, _teams, _me, _hub) = (grains, campaigns, stations, teams, me, hub);
        _self = new(() => _grains.CreateObjectReference<IWebNode>(this));
        _campaigns.Attach = AttachAsync;
        _stations.Attach = AttachStationAsync;
        Epoch = time.GetUtcNow().ToUnixTimeMilliseconds();
    }

    /// <summary>The epoch of this node's own topics: a restarted node starts a later one.</summary>
    public long Epoch { get; }

    public async Task CampaignChangedAsync(CampaignUpdate update)
    {
        if (_campaigns.Known(update.Campaign) is not { } campaign)
            return;
        if (campaign.TryApply(update) && campaign.HasViewers)
            await _hub
                .Clients.Group(LiveTopic.Of(update.View))
                .SendAsync("update", LiveTopic.Update(update, Time.GetUtcNow()));
    }

    public async Task TeamChangedAsync(TeamUpdate update)
    {
        if (_teams.Known(update.View.Id) is not { } team || !team.TryApply(update) || !team.HasViewers)
            return;
        if (await _campaigns.FindAsync(team.Campaign) is { } campaign)
            await _hub
                .Clients.Group(LiveTopic.Of(team.Id))
                .SendAsync("update", LiveTopic.Update(update, campaign.Terms, Time.GetUtcNow()));
    }

    public Task GateChangedAsync(GateUpdate update)
    {
        if (_campaigns.Known(update.Campaign) is { } campaign && update.Shard < campaign.Gates.Length)
            campaign.Gates[update.Shard].Update(update);
        return Task.CompletedTask;
    }

    public async Task OrdersChangedAsync(OrdersUpdate update)
    {
        var key = (update.Campaign, update.Shard);
        var known = _shardEpochs.GetValueOrDefault(key);
        if (update.Epoch < known)
            return;
        _shardEpochs[key] = update.Epoch;
        // A new activation sends: the last commits of the one before may be missing here.
        if (known != 0 && update.Epoch > known)
            await ResyncEverybodyAsync();
        foreach (var change in update.Changes)
            await NotifyAsync(change.Customer, new([OrderJson.Of(update, change)], []));
    }

    public Task CustomerNewsAsync(CustomerNews news) =>
        NotifyAsync(news.Customer, new(news.Order is { } order ? [OrderJson.Of(order)] : [], [news.About]));

    private Task NotifyAsync(CustomerId customer, MyOrders what) =>
        _me.Next(customer) is not { } revision
            ? Task.CompletedTask
            : _hub
                .Clients.Group(LiveTopic.Group(customer))
                .SendAsync(
                    "update",
                    new LiveUpdate(LiveTopic.Me, Epoch, revision - 1, revision, Time.GetUtcNow(), what)
                );

    public async Task StationChangedAsync(StationUpdate update)
    {
        if (_stations.Known(update.Station) is not { } station)
            return;
        if (station.TryApply(update) && station.HasViewers)
            await _hub
                .Clients.Group(LiveTopic.Of(update.Station))
                .SendAsync("update", LiveTopic.Update(update, Time.GetUtcNow()));
    }

    protected override async Task RunOnceAsync(CancellationToken ct)
    {
        _campaigns.Evict();
        _stations.Evict();
        _teams.Evict();
        await Task.WhenAll([
            RenewNodeAsync(),
            .. _campaigns.Topics.Where(campaign => campaign.Idle < Interest).Select(RenewAsync),
            .. _stations.Topics.Where(station => station.Idle < Interest).Select(AttachStationAsync),
            .. _teams.Topics.Select(AttachTeamAsync),
        ]);
        foreach (var campaign in _campaigns.Topics)
            if (campaign.TakeViews() is > 0 and var views)
                await _grains.GetGrain<ITeamDirectoryGrain>(0).ViewedAsync(campaign.Id, views);
    }

    /// <summary>Subscribes this node to a team and returns the team's state; null when the team does not answer.</summary>
    public async Task<TeamUpdate?> AttachTeamAsync(CachedTeam team)
    {
        try
        {
            var snapshot = await _grains.GetGrain<ITeamGrain>(team.Id.Value).AttachAsync(_self.Value);
            // The snapshot may skip revisions; viewers see the gap in the update itself.
            if (snapshot is not null)
                await TeamChangedAsync(snapshot);
            return snapshot;
        }
#pragma warning disable CA1031 // the next renewal attaches again
        catch (Exception error)
        {
            LogMissed(Log, error.Message);
            return null;
        }
#pragma warning restore CA1031
    }

    private async Task RenewNodeAsync()
    {
        var list = await _grains.GetGrain<IWebNodesGrain>(0).AttachAsync(_self.Value);
        if (list != _list)
            (_list, _untilKnown) = (list, RenewalsToKnowUs);
        // Silos learn of a new node within a second; a resync makes up for commits before that.
        else if (_untilKnown > 0 && --_untilKnown == 0)
            await ResyncEverybodyAsync();
    }

    // A campaign that is over has its row: nobody wakes its grains to look at it.
    private Task RenewAsync(CachedCampaign campaign) =>
        !campaign.IsOver ? AttachAsync(campaign)
        : campaign.HasViewers ? RefreshAsync(campaign)
        : Task.CompletedTask;

    private async Task RefreshAsync(CachedCampaign campaign)
    {
        try
        {
            if (await _campaigns.ReadAgainAsync(campaign) is { } update)
                await CampaignChangedAsync(update);
        }
#pragma warning disable CA1031 // the next renewal reads again
        catch (Exception error)
        {
            LogMissed(Log, error.Message);
        }
#pragma warning restore CA1031
    }

    private async Task AttachAsync(CachedCampaign campaign)
    {
        try
        {
            await Task.WhenAll([
                AttachCampaignAsync(campaign),
                .. campaign.Shards.Select((shard, i) => AttachGateAsync(campaign, shard, i)),
            ]);
        }
#pragma warning disable CA1031 // without live updates the campaign is served all the same
        catch (Exception error)
        {
            LogMissed(Log, error.Message);
        }
#pragma warning restore CA1031
    }

    private async Task AttachCampaignAsync(CachedCampaign campaign)
    {
        if (await _grains.GetGrain<ICampaignGrain>(campaign.Id.Value).AttachAsync(_self.Value) is not { } snapshot)
            return;
        // The snapshot may skip revisions; viewers see the gap in the update itself.
        await CampaignChangedAsync(snapshot);
    }

    private async Task AttachStationAsync(CachedStation station)
    {
        try
        {
            if (await _grains.GetGrain<IStationGrain>(station.Id.Value).AttachAsync(_self.Value) is { } snapshot)
                await StationChangedAsync(snapshot);
        }
#pragma warning disable CA1031 // the screen shows how old its data is until the next renewal
        catch (Exception error)
        {
            LogMissed(Log, error.Message);
        }
#pragma warning restore CA1031
    }

    private async Task AttachGateAsync(CachedCampaign campaign, IStockShardGrain shard, int index)
    {
        var gate = campaign.Gates[index];
        if (await shard.AttachGateAsync(_self.Value, gate.Known) is { } snapshot)
            gate.Attach(snapshot);
    }

    private Task ResyncEverybodyAsync() =>
        _hub.Clients.Group(LiveTopic.EveryMe).SendAsync("resync", new LiveResync(LiveTopic.Me));

    [LoggerMessage(1, LogLevel.Warning, "A renewal of live updates failed and will be tried again: {Reason}")]
    private static partial void LogMissed(ILogger log, string reason);
}
