using FuelGrains.WebFront.Campaigns;
using FuelGrains.WebFront.Campaigns.GroupBuys;
using FuelGrains.WebFront.Customers;
using FuelGrains.WebFront.Orders;
using FuelGrains.WebFront.Stations;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;

namespace FuelGrains.WebFront.Live;

/// <summary>
/// Subscriptions to topics: <c>sale/{id}</c>, <c>campaign/{id}</c> and <c>station/{id}</c> for anybody, <c>team/{id}</c> for every caller
/// who is logged in, <c>me</c> for a customer's own orders. A subscriber gets a snapshot and from then on <c>update</c> messages. The hub
/// joins groups; <see cref="WebNode"/> sends the messages.
/// </summary>
[AllowAnonymous]
internal sealed class LiveHub(
    CampaignCache campaigns,
    StationCache stations,
    TeamCache teams,
    MeTopics me,
    WebNode node,
    IGrainFactory grains,
    TimeProvider time
) : Hub
{
    private const int MaxTopics = 50;
    private const int MaxConnectionsPerCustomer = 5;
    private const int OrdersInSnapshot = 20;

    public async Task<LiveSnapshot> Subscribe(string topic)
    {
        var topics = Topics;
        if (topics.Count >= MaxTopics && !topics.Contains(topic))
            throw new HubException($"A connection has at most {MaxTopics} topics.");
        if (topic == LiveTopic.Me)
            return await SubscribeToMeAsync(topics);
        if (
            LiveTopic.IsSale(topic, out var campaign)
            && await campaigns.FindAsync(campaign) is { } entry
            && LiveTopic.Of(entry.Latest.View) == topic
        )
            return await SubscribeToCampaignAsync(topics, entry);
        if (
            LiveTopic.IsTeam(topic, out _)
            && Context.User?.Identity is CallerIdentity
            && await SubscribeToTeamAsync(topics, topic) is { } team
        )
            return team;
        if (LiveTopic.IsStation(topic, out var id) && await stations.FindAsync(id) is { } station)
            return await SubscribeToStationAsync(topics, station);
        throw new HubException("There is no such topic for you.");
    }

    public async Task Unsubscribe(string topic)
    {
        if (!Topics.Remove(topic))
            return;
        Left(topic);
        if (topic == LiveTopic.Me && Customer is { } customer)
        {
            await Groups.RemoveFromGroupAsync(Context.ConnectionId, LiveTopic.Group(customer));
            await Groups.RemoveFromGroupAsync(Context.ConnectionId, LiveTopic.EveryMe);
        }
        else
            await Groups.RemoveFromGroupAsync(Context.ConnectionId, topic);
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        foreach (var topic in Topics)
            Left(topic);
        return base.OnDisconnectedAsync(exception);
    }

    // The connection joins the group before it reads the snapshot: a change in between arrives twice, but is never lost.
    private async Task<LiveSnapshot> SubscribeToCampaignAsync(HashSet<string> topics, CachedCampaign campaign)
    {
        var topic = LiveTopic.Of(campaign.Latest.View);
        if (!topics.Contains(topic))
        {
            if (!campaign.TryAddViewer())
                throw new HubException("Too many campaigns are watched here. Try again in a moment.");
            topics.Add(topic);
            await Groups.AddToGroupAsync(Context.ConnectionId, topic, Context.ConnectionAborted);
        }
        var latest = campaign.Latest;
        return new(topic, latest.Epoch, latest.To, time.GetUtcNow(), LiveTopic.Data(latest.View));
    }

    private async Task<LiveSnapshot?> SubscribeToTeamAsync(HashSet<string> topics, string topic)
    {
        LiveTopic.IsTeam(topic, out var id);
        if (
            await teams.FindAsync(id.ToString()) is not { } place
            || await campaigns.FindAsync(place.Campaign) is not { } campaign
        )
            return null;
        var entry = teams.Known(id);
        if (!topics.Contains(topic))
        {
            entry =
                teams.Watch(place)
                ?? throw new HubException("Too many teams are watched here. Ask for the team now and then instead.");
            topics.Add(topic);
            await Groups.AddToGroupAsync(Context.ConnectionId, topic, Context.ConnectionAborted);
        }
        if (entry is null || await node.AttachTeamAsync(entry) is not { } now)
            throw new HubException("The team cannot be watched right now. Try again.");
        return new(
            topic,
            LiveTopic.TeamEpoch,
            now.To,
            time.GetUtcNow(),
            TeamJson.Of(now.View, campaign.Terms, Customer)
        );
    }

    private async Task<LiveSnapshot> SubscribeToStationAsync(HashSet<string> topics, CachedStation station)
    {
        var topic = LiveTopic.Of(station.Id);
        if (!topics.Contains(topic))
        {
            if (!station.TryAddViewer())
                throw new HubException("Too many stations are watched here. Try again in a moment.");
            topics.Add(topic);
            await Groups.AddToGroupAsync(Context.ConnectionId, topic, Context.ConnectionAborted);
        }
        var latest = await station.FreshAsync();
        return new(topic, latest.Epoch, latest.To, time.GetUtcNow(), BoardJson.Of(latest.Board, station.HeardAt));
    }

    private async Task<LiveSnapshot> SubscribeToMeAsync(HashSet<string> topics)
    {
        if (Customer is not { } customer)
            throw new HubException("Topic 'me' needs a customer's token.");
        if (!topics.Contains(LiveTopic.Me))
        {
            if (!me.TryAdd(customer, MaxConnectionsPerCustomer))
                throw new HubException($"A customer watches with at most {MaxConnectionsPerCustomer} connections.");
            topics.Add(LiveTopic.Me);
            await Groups.AddToGroupAsync(Context.ConnectionId, LiveTopic.Group(customer), Context.ConnectionAborted);
            await Groups.AddToGroupAsync(Context.ConnectionId, LiveTopic.EveryMe, Context.ConnectionAborted);
        }
        var revision = me.Revision(customer);
        var orders = await grains.GetGrain<IOrderDirectoryGrain>(0).EntriesAsync(customer, null, OrdersInSnapshot);
        return new(
            LiveTopic.Me,
            node.Epoch,
            revision,
            time.GetUtcNow(),
            new MyOrders([.. orders.Select(OrderJson.Of)], [])
        );
    }

    private void Left(string topic)
    {
        if (topic == LiveTopic.Me && Customer is { } customer)
            me.Remove(customer);
        else if (LiveTopic.IsSale(topic, out var campaign))
            campaigns.Known(campaign)?.RemoveViewer();
        else if (LiveTopic.IsStation(topic, out var station))
            stations.Known(station)?.RemoveViewer();
        else if (LiveTopic.IsTeam(topic, out var team))
            teams.Known(team)?.RemoveViewer();
    }

    private CustomerId? Customer => (Context.User?.Identity as CallerIdentity)?.Customer;

    private HashSet<string> Topics
    {
        get
        {
            if (Context.Items.TryGetValue(nameof(Topics), out var known))
                return (HashSet<string>)known!;
            var topics = new HashSet<string>();
            Context.Items[nameof(Topics)] = topics;
            return topics;
        }
    }
}
