using FuelGrains.WebFront.Campaigns;
using FuelGrains.WebFront.Campaigns.GroupBuys;
using FuelGrains.WebFront.Orders;
using FuelGrains.WebFront.Stations;

namespace FuelGrains.WebFront.Live;

/// <summary>The state that a subscriber starts from.</summary>
internal sealed record LiveSnapshot(string Topic, long Epoch, long Rev, DateTimeOffset ServerTime, object Data);

/// <summary>
/// Full values as of revision <paramref name="To"/>. <paramref name="From"/> is what this connection was sent last, so a From other than
/// the last To means a lost socket. A snapshot heals that, and a later epoch.
/// </summary>
internal sealed record LiveUpdate(string Topic, long Epoch, long From, long To, DateTimeOffset ServerTime, object Data);

/// <summary>
/// Asks the client for a new snapshot after <paramref name="DelayMs"/> ms, because it may have missed an update. The delays of many clients
/// are spread, so that their snapshots do not come at once.
/// </summary>
internal sealed record LiveResync(string Topic, int DelayMs);

/// <summary>Tells the client that the topic has ended on this connection: a newer connection of the same customer has it.</summary>
internal sealed record LiveEnded(string Topic);

/// <summary>
/// Tells the client that this node is about to close its connection, and how long to wait before it connects again: the clients of a node
/// come back spread.
/// </summary>
internal sealed record LiveReconnect(int DelayMs);

/// <param name="News">Further changed things of the customer, such as <c>order/{id}</c> or <c>voucher/{id}</c>; the client reads them
/// from the API.</param>
internal sealed record MyOrders(ImmutableArray<OrderJson> Orders, ImmutableArray<string> News);

/// <summary>The topics of the hub, and their messages.</summary>
internal static class LiveTopic
{
    public const string Me = "me";
    private const string SalePrefix = "sale/";
    private const string StationPrefix = "station/";
    private const string CampaignPrefix = "campaign/";
    private const string TeamPrefix = "team/";

    /// <summary>A team's revisions are counted by the ledger, so they go on across activations: there is one epoch.</summary>
    public const long TeamEpoch = 1;

    public static string Of(CampaignView campaign) =>
        (campaign.Terms.Group is null ? SalePrefix : CampaignPrefix) + campaign.Id;

    public static string Of(TeamId team) => TeamPrefix + team;

    public static string Of(StationId station) => StationPrefix + station;

    /// <summary>True for the topic of a campaign of either kind; the campaign's terms decide which of the two names is right.</summary>
    public static bool IsSale(string topic, out CampaignId campaign)
    {
        campaign = default;
        return (
                topic.StartsWith(SalePrefix, StringComparison.Ordinal)
                && CampaignId.TryParse(topic[SalePrefix.Length..], null, out campaign)
            )
            || (
                topic.StartsWith(CampaignPrefix, StringComparison.Ordinal)
                && CampaignId.TryParse(topic[CampaignPrefix.Length..], null, out campaign)
            );
    }

    public static bool IsStation(string topic, out StationId station)
    {
        station = default;
        return topic.StartsWith(StationPrefix, StringComparison.Ordinal)
            && StationId.TryParse(topic[StationPrefix.Length..], null, out station);
    }

    public static LiveUpdate Update(StationUpdate update, DateTimeOffset now) =>
        new(Of(update.Station), update.Epoch, update.From, update.To, now, BoardJson.Of(update.Board, now));

    public static bool IsTeam(string topic, out TeamId team)
    {
        team = default;
        return topic.StartsWith(TeamPrefix, StringComparison.Ordinal)
            && TeamId.TryParse(topic[TeamPrefix.Length..], null, out team);
    }

    public static object Data(CampaignView campaign) =>
        campaign.Terms.Group is null ? FlashSaleJson.Of(campaign) : GroupBuyJson.Of(campaign);

    public static LiveUpdate Update(CampaignUpdate update, DateTimeOffset now) =>
        new(Of(update.View), update.Epoch, update.From, update.To, now, Data(update.View));

    public static LiveUpdate Update(TeamUpdate update, CampaignTerms terms, DateTimeOffset now) =>
        new(Of(update.View.Id), TeamEpoch, update.From, update.To, now, TeamJson.Of(update.View, terms));
}
