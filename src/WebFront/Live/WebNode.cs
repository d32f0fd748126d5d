using FuelGrains.GrainInterfaces.Ops.Scheduling;
using FuelGrains.WebFront.Campaigns;
using FuelGrains.WebFront.Campaigns.GroupBuys;
using FuelGrains.WebFront.Ops;
using FuelGrains.WebFront.Orders;
using FuelGrains.WebFront.Stations;

namespace FuelGrains.WebFront.Live;

/// <summary>
/// Receives the cluster's updates for this node, and never waits for a client's socket. Every two seconds the node renews its
/// subscriptions, each by itself: to the list of nodes, and to each topic that its clients watch or buy from. Updates go to the gates and
/// to the topics' viewers. A renewal's reply is a snapshot, so the next renewal repairs a dead silo, a lost message or a takeover.
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
    private readonly ShardOwners _owners;
    private readonly Resyncs _resyncs;
    private readonly Lazy<IWebNode> _self;
    private readonly Renewals<WebNode> _list;
    private readonly Renewals<CachedCampaign> _campaignRenewals;
    private readonly Renewals<CampaignShard> _gates;
    private readonly Renewals<CachedCampaign> _rows;
    private readonly Renewals<CachedCampaign> _views;
    private readonly Renewals<CachedStation> _stationRenewals;
    private readonly Renewals<CachedTeam> _teamRenewals;
    private Guid _known;
    private int _untilKnown;

    public WebNode(
        IGrainFactory grains,
        CampaignCache campaigns,
        StationCache stations,
        TeamCache teams,
        MeTopics me,
        Resyncs resyncs,
        TimeProvider time,
        ILogger<WebNode> log
    )
        : base("The renewal of live updates", TimeSpan.FromSeconds(2), time, log, runsAtStart: true)
    {
        (_grains, _campaigns, _stations, _teams, _me, _resyncs) = (grains, campaigns, stations, teams, me, resyncs);
        _owners = new(time);
        _self = new(() => _grains.CreateObjectReference<IWebNode>(this));
        _resyncs.Self = () => _self.Value;
        _campaigns.Attach = AttachAsync;
        _stations.Attach = station => TryAsync(() => AttachStationAsync(station));
        _list = new(_ => RenewNodeAsync(), Missed);
        _campaignRenewals = new(AttachCampaignAsync, Missed);
        _gates = new(AttachGateAsync, Missed);
        _rows = new(ReadAgainAsync, Missed);
        _views = new(TellViewsAsync, Missed);
        _stationRenewals = new(AttachStationAsync, Missed);
        _teamRenewals = new(team => AttachTeamAsync(team), Missed);
    }

    public Task CampaignChangedAsync(CampaignUpdate update)
    {
        _campaigns.Known(update.Campaign)?.Apply(update);
        return Task.CompletedTask;
    }

    public Task TeamChangedAsync(TeamUpdate update)
    {
        _teams.Known(update.View.Id)?.Apply(update);
        return Task.CompletedTask;
    }

    public Task GateChangedAsync(GateUpdate update)
    {
        if (_campaigns.Known(update.Campaign) is { } campaign && update.Shard < campaign.Shards.Length)
            campaign.Shards[update.Shard].Gate.Update(update);
        return Task.CompletedTask;
    }

    public Task OrdersChangedAsync(OrdersUpdate update)
    {
        if (!_owners.IsCurrent(update.Campaign, update.Shard, update.Epoch, out var isNew))
            return Task.CompletedTask;
        // A new activation sends: the last commits of the one before may be missing here.
        if (isNew)
            _resyncs.OwnerChanged(update.Campaign, update.Shard);
        foreach (var change in update.Changes)
            _me.Notify(change.Customer, update, change);
        return Task.CompletedTask;
    }

    public Task CustomerNewsAsync(CustomerNews news)
    {
        _me.Notify(news.Customer, new(news.Order is { } order ? [OrderJson.Of(order)] : [], [news.About]));
        return Task.CompletedTask;
    }

    public Task StationChangedAsync(StationUpdate update)
    {
        _stations.Known(update.Station)?.Apply(update);
        return Task.CompletedTask;
    }

    /// <summary>Subscribes this node to a team and returns the team's state; null when the team does not answer.</summary>
    public async Task<TeamUpdate?> AttachTeamAsync(CachedTeam team)
    {
        TeamUpdate? snapshot = null;
        await TryAsync(async () =>
        {
            snapshot = await _grains.GetGrain<ITeamGrain>(team.Id.Value).AttachAsync(_self.Value);
            if (snapshot is not null)
                team.Apply(snapshot);
        });
        return snapshot;
    }

    protected override Task RunOnceAsync(CancellationToken ct)
    {
        _campaigns.Evict();
        _stations.Evict();
        _teams.Evict();
        _owners.Evict();
        _list.Start([this]);
        // A campaign that is over has its row: nobody wakes its grains to look at it.
        var campaigns = _campaigns.Topics.Where(campaign => !campaign.IsOver && campaign.Idle < Interest).ToArray();
        _campaignRenewals.Start(campaigns);
        _gates.Start(campaigns.SelectMany(campaign => campaign.Shards));
        _rows.Start(_campaigns.Topics.Where(campaign => campaign.IsOver && campaign.Viewers.Count > 0));
        _views.Start(_campaigns.Topics);
        _stationRenewals.Start(_stations.Topics.Where(station => station.Idle < Interest));
        _teamRenewals.Start(_teams.Topics.Where(team => team.Viewers.Count > 0));
        return Task.CompletedTask;
    }

    private async Task RenewNodeAsync()
    {
        var (list, wasKnown) = await _grains.GetGrain<IWebNodesGrain>(0).AttachAsync(_self.Value);
        if (list != _known || !wasKnown)
            (_known, _untilKnown) = (list, RenewalsToKnowUs);
        // Silos learn of a node within a second; a resync makes up for commits before that.
        else if (_untilKnown > 0 && --_untilKnown == 0)
            _resyncs.Everybody();
    }

    private Task AttachAsync(CachedCampaign campaign) =>
        TryAsync(() => Task.WhenAll([AttachCampaignAsync(campaign), .. campaign.Shards.Select(AttachGateAsync)]));

    private async Task AttachCampaignAsync(CachedCampaign campaign)
    {
        if (await _grains.GetGrain<ICampaignGrain>(campaign.Id.Value).AttachAsync(_self.Value) is { } snapshot)
            campaign.Apply(snapshot);
    }

    private async Task ReadAgainAsync(CachedCampaign campaign)
    {
        if (await _campaigns.ReadAgainAsync(campaign) is { } update)
            campaign.Apply(update);
    }

    private async Task AttachStationAsync(CachedStation station)
    {
        if (await _grains.GetGrain<IStationGrain>(station.Id.Value).AttachAsync(_self.Value) is { } snapshot)
            station.Apply(snapshot);
    }

    private async Task AttachGateAsync(CampaignShard shard)
    {
        if (await shard.Grain.AttachGateAsync(_self.Value, shard.Gate.Known) is { } snapshot)
            shard.Gate.Attach(snapshot);
    }

    private Task TellViewsAsync(CachedCampaign campaign) =>
        campaign.TakeViews() is > 0 and var views
            ? _grains.GetGrain<ITeamDirectoryGrain>(0).ViewedAsync(campaign.Id, views)
            : Task.CompletedTask;

    // Without live updates everything is served all the same, and the next renewal attaches again.
    private async Task TryAsync(Func<Task> attach)
    {
        try
        {
            await attach();
        }
#pragma warning disable CA1031 // whatever the error was
        catch (Exception error)
        {
            LogMissed(Log, error.Message);
        }
#pragma warning restore CA1031
    }

    private void Missed<T>(T one, Exception error) => LogMissed(Log, error.Message);

    [LoggerMessage(1, LogLevel.Warning, "A renewal of live updates failed and will be tried again: {Reason}")]
    private static partial void LogMissed(ILogger log, string reason);
}
