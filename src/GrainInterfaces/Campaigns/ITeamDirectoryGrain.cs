using FuelGrains.GrainInterfaces.Customers;

namespace FuelGrains.GrainInterfaces.Campaigns;

/// <summary>Reads teams and campaigns' figures from the ledger, so that no list wakes a team.</summary>
[Alias("fuel.team-directory")]
public interface ITeamDirectoryGrain : IGrainWithIntegerKey
{
    /// <summary>Where a team is, by its share code; null for unknown ones.</summary>
    [Alias("find-code")]
    Task<TeamPlace?> FindByCodeAsync(string shareCode);

    [Alias("find")]
    Task<TeamPlace?> FindAsync(TeamId team);

    /// <summary>Open teams that may be joined now, with at least one paid member and a free seat, those that miss fewest first.</summary>
    [Alias("near-completion")]
    Task<ImmutableArray<TeamView>> NearCompletionAsync(CampaignId campaign, DateTimeOffset now, int limit);

    /// <summary>A campaign's teams of one state (or of all), newest first.</summary>
    [Alias("list")]
    Task<ImmutableArray<TeamView>> ListAsync(CampaignId campaign, TeamStatus? status, int limit);

    /// <summary>Group-buy campaigns that customers may see, newest start first.</summary>
    [Alias("campaigns-public")]
    Task<ImmutableArray<CampaignView>> CampaignsPublicAsync(int limit);

    /// <summary>Every group-buy campaign, drafts too, newest first.</summary>
    [Alias("campaigns-all")]
    Task<ImmutableArray<CampaignView>> CampaignsAllAsync(int limit);

    [Alias("conversion")]
    Task<Conversion> ConversionAsync(CampaignId campaign);

    /// <summary>True when the customer paid for an order before.</summary>
    [Alias("has-bought")]
    Task<bool> HasBoughtAsync(CustomerId customer);

    /// <summary>A node's count of how often a campaign was looked at. Lossy by right: it is a figure, not money.</summary>
    [OneWay, Alias("viewed")]
    Task ViewedAsync(CampaignId campaign, long times);
}

/// <summary>The part of a team that never changes: where it is.</summary>
[GenerateSerializer, Immutable, Alias("fuel.team-place")]
public sealed record TeamPlace(TeamId Team, CampaignId Campaign, int Shard);

/// <summary>A campaign's funnel, each step counted over its whole life.</summary>
/// <param name="Joined">Seats that were taken, those of leaders included.</param>
/// <param name="Paid">Seats that were paid for.</param>
/// <param name="Completed">Paid seats of completed teams.</param>
[GenerateSerializer, Immutable, Alias("fuel.conversion")]
public sealed record Conversion(
    long Viewed,
    long Opened,
    long Joined,
    long Paid,
    long Completed,
    long TeamsOpen,
    long TeamsCompleted,
    long TeamsFailed,
    long TeamsDissolved
);
