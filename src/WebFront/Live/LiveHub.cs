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
/// who is logged in, <c>me</c> for a customer's own orders. A subscriber gets a snapshot and from then on <c>update</c> messages, which
/// <see cref="LiveConnection"/> sends. Snapshots come from this node's memory; those that must be read are read once for all who ask.
/// </summary>
[AllowAnonymous]
internal sealed class LiveHub(
    CampaignCache campaigns,
    StationCache stations,
    TeamCache teams,
    MeTopics me,
    WebNode node,
    TimeProvider time
) : Hub
{
    private LiveConnection Connection => LiveConnection.Of(Context);

    private CustomerId? Customer => (Context.User?.Identity as CallerIdentity)?.Customer;

    public async Task<LiveSnapshot> Subscribe(string topic)
    {
        if (!Connection.MayWatch(topic))
            throw new HubException($"A connection has at most {LiveConnection.MaxTopics} topics.");
        if (topic == LiveTopic.Me)
            return await SubscribeToMeAsync();
        if (
            LiveTopic.IsSale(topic, out var campaign)
            && await campaigns.FindAsync(campaign) is { } entry
            && LiveTopic.Of(entry.Latest.View) == topic
        )
            return SubscribeToCampaign(topic, entry);
        if (
            LiveTopic.IsTeam(topic, out var team)
            && Context.User?.Identity is CallerIdentity
            && await SubscribeToTeamAsync(topic, team) is { } snapshot
        )
            return snapshot;
        if (LiveTopic.IsStation(topic, out var id) && await stations.FindAsync(id) is { } station)
            return await SubscribeToStationAsync(LiveTopic.Of(station.Id), station);
        throw new HubException("There is no such topic for you.");
    }

    public void Unsubscribe(string topic) => Connection.Leave(topic);

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        Connection.LeaveAll();
        return base.OnDisconnectedAsync(exception);
    }

    private LiveSnapshot SubscribeToCampaign(string topic, CachedCampaign campaign)
    {
        var latest = Watch(topic, campaign).Snapshot()!;
        return new(topic, latest.Epoch, latest.To, time.GetUtcNow(), LiveTopic.Data(latest.View));
    }

    private async Task<LiveSnapshot?> SubscribeToTeamAsync(string topic, TeamId id)
    {
        if (
            await teams.FindAsync(id.ToString()) is not { } place
            || await campaigns.FindAsync(place.Campaign) is not { } campaign
        )
            return null;
        var team =
            teams.Watch(place, campaign.Terms, node.AttachTeamAsync)
            ?? throw new HubException("Too many teams are watched here. Ask for the team now and then instead.");
        var subscription = Watch(topic, team);
        // Names and pictures change without a new revision, so a team is read anew for each snapshot.
        if (await team.ReadAsync() is not { } read || subscription.Snapshot(read) is not { } latest)
            throw new HubException("The team cannot be watched right now. Try again.");
        return new(
            topic,
            LiveTopic.TeamEpoch,
            latest.To,
            time.GetUtcNow(),
            TeamJson.Of(latest.View, campaign.Terms, Customer)
        );
    }

    private async Task<LiveSnapshot> SubscribeToStationAsync(string topic, CachedStation station)
    {
        var subscription = Watch(topic, station);
        await station.FreshAsync();
        var latest = subscription.Snapshot()!;
        return new(topic, latest.Epoch, latest.To, time.GetUtcNow(), BoardJson.Of(latest.Board, station.HeardAt));
    }

    private async Task<LiveSnapshot> SubscribeToMeAsync()
    {
        if (Customer is not { } customer)
            throw new HubException("Topic 'me' needs a customer's token.");
        if (Connection.Find(LiveTopic.Me) is not MeSubscription subscription)
            Keep(LiveTopic.Me, subscription = me.Add(customer, Connection));
        // The revision comes before the reading: a change in between arrives twice, but is never lost.
        var revision = subscription.Revision;
        var orders = await subscription.ReadAsync();
        return new(
            LiveTopic.Me,
            me.Epoch,
            revision,
            time.GetUtcNow(),
            new MyOrders([.. orders.Select(OrderJson.Of)], [])
        );
    }

    // The connection watches before it reads the snapshot, and gets messages only after it.
    private TopicSubscription<TUpdate> Watch<TUpdate>(string name, CachedTopic<TUpdate> topic)
        where TUpdate : class
    {
        if (Connection.Find(name) is TopicSubscription<TUpdate> known)
            return known;
        var subscription = new TopicSubscription<TUpdate>(Connection, topic);
        if (!topic.Viewers.TryAdd(subscription))
            throw new HubException("Too many topics are watched here. Try again in a moment.");
        Keep(name, subscription);
        return subscription;
    }

    private void Keep(string name, Subscription subscription)
    {
        if (Connection.TryAdd(name, subscription))
            return;
        subscription.End();
        throw new HubException("The connection is closing.");
    }
}
