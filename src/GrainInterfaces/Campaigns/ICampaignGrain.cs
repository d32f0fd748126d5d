using FuelGrains.GrainInterfaces.Live;

namespace FuelGrains.GrainInterfaces.Campaigns;

/// <summary>A campaign (flash sale or group buy) as the public sees it: its terms, its state and its committed stock, live.</summary>
[Alias("fuel.flash-sale")]
public interface ICampaignGrain : IGrainWithGuidKey
{
    /// <summary>Keeps a web node fed with this campaign for a few seconds more; null when no such campaign is published.</summary>
    [Alias("attach")]
    Task<CampaignUpdate?> AttachAsync(IWebNode node);

    /// <summary>A shard reports its committed counts: full values, so a lost or late report does no harm.</summary>
    // Interleaving: a report must not wait for a staff action that waits for the very shard that reports.
    [OneWay, AlwaysInterleave, Alias("report-stock")]
    Task ReportStockAsync(ShardStock stock);
}

/// <summary>A campaign (flash sale or group buy) as staff works it. Each change is audited in the transaction that makes it.</summary>
[Alias("fuel.flash-sale-control")]
public interface ICampaignControlGrain : IGrainWithGuidKey
{
    [Alias("create")]
    Task<CampaignControlReply> CreateAsync(CampaignTerms terms, string staff);

    [Alias("publish")]
    Task<CampaignControlReply> PublishAsync(string staff);

    [Alias("pause")]
    Task<CampaignControlReply> PauseAsync(string staff);

    [Alias("resume")]
    Task<CampaignControlReply> ResumeAsync(string staff);

    /// <summary>Adds to the stock (or, below zero, takes free units away); never writes an absolute value.</summary>
    [Alias("restock")]
    Task<CampaignControlReply> RestockAsync(long delta, string staff);

    /// <summary>Ends the campaign for good; open holds are released.</summary>
    [Alias("close")]
    Task<CampaignControlReply> CloseAsync(string staff);
}

/// <summary>A campaign's terms. Fixed at publish; money in fen, times UTC.</summary>
[GenerateSerializer, Immutable, Alias("fuel.sale-terms")]
public sealed record CampaignTerms
{
    /// <summary>The most units that one order may have: a shard counts them in 16 bits.</summary>
    public const int MaxUnitsPerOrder = ushort.MaxValue;

    [Id(0)]
    public required Guid ProductId { get; init; }

    [Id(1)]
    public required string Title { get; init; }

    [Id(2)]
    public required long ListPriceFen { get; init; }

    [Id(3)]
    public required long SalePriceFen { get; init; }

    [Id(4)]
    public required long Stock { get; init; }

    [Id(5)]
    public required DateTimeOffset StartsAt { get; init; }

    [Id(6)]
    public required DateTimeOffset EndsAt { get; init; }

    [Id(7)]
    public required int LimitPerCustomer { get; init; }

    [Id(8)]
    public required int LimitPerOrder { get; init; }

    [Id(9)]
    public required TimeSpan PayWithin { get; init; }

    /// <summary>How many stock shards the campaign has. One is right unless measured otherwise.</summary>
    [Id(10)]
    public int Shards { get; init; } = 1;

    /// <summary>
    /// The terms of a group-buy campaign; null for a flash sale. The prices then stand in the ladder, and <see cref="SalePriceFen"/> is
    /// the lowest.
    /// </summary>
    [Id(11)]
    public GroupTerms? Group { get; init; }
}

[GenerateSerializer, Alias("fuel.sale-status")]
public enum CampaignStatus
{
    Draft = 0,
    Published = 1,
    Paused = 2,
    Closed = 3,
}

/// <summary>A campaign with its committed counts at one revision: <c>Stock = Free + Held + Confirmed</c>, always.</summary>
[GenerateSerializer, Immutable, Alias("fuel.sale-view")]
public sealed record CampaignView
{
    [Id(0)]
    public required CampaignId Id { get; init; }

    [Id(1)]
    public required CampaignTerms Terms { get; init; }

    [Id(2)]
    public required CampaignStatus Status { get; init; }

    [Id(3)]
    public required string ProductName { get; init; }

    [Id(4)]
    public required long Stock { get; init; }

    [Id(5)]
    public required long Held { get; init; }

    [Id(6)]
    public required long Confirmed { get; init; }

    /// <summary>Teams of a group-buy campaign that are open now.</summary>
    [Id(7)]
    public long TeamsOpen { get; init; }

    /// <summary>Teams of a group-buy campaign that were completed.</summary>
    [Id(8)]
    public long TeamsCompleted { get; init; }

    public long Free => Stock - Held - Confirmed;
}

/// <summary>A shard's committed counts; (Epoch, Revision) orders the reports of a shard.</summary>
[GenerateSerializer, Immutable, Alias("fuel.shard-stock")]
public readonly record struct ShardStock(
    int Shard,
    long Epoch,
    long Revision,
    long Allotted,
    long Held,
    long Confirmed,
    long TeamsOpen = 0,
    long TeamsCompleted = 0
);

[GenerateSerializer, Immutable, Alias("fuel.sale-control-reply")]
public sealed record CampaignControlReply(CampaignControlOutcome Outcome, CampaignView? Campaign);

[GenerateSerializer, Alias("fuel.sale-control-outcome")]
public enum CampaignControlOutcome
{
    Done = 0,
    NotFound = 1,

    /// <summary>The campaign's state does not allow this; the reply shows the state.</summary>
    WrongState = 2,
    UnknownProduct = 3,

    /// <summary>Fewer units are free than the delta takes away.</summary>
    NotEnoughFree = 4,

    /// <summary>Another activation owns the campaign: ask again.</summary>
    Retry = 5,
}
