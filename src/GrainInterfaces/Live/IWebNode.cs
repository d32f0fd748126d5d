using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.GrainInterfaces.Stations;

namespace FuelGrains.GrainInterfaces.Live;

/// <summary>A web node, as the grains see it: the one observer that receives every update.</summary>
[Alias("fuel.web-node")]
public interface IWebNode : IGrainObserver
{
    [OneWay, Alias("sale-changed")]
    Task CampaignChangedAsync(CampaignUpdate update);

    [OneWay, Alias("gate-changed")]
    Task GateChangedAsync(GateUpdate update);

    [OneWay, Alias("orders-changed")]
    Task OrdersChangedAsync(OrdersUpdate update);

    [OneWay, Alias("customer-news")]
    Task CustomerNewsAsync(CustomerNews news);

    [OneWay, Alias("station-changed")]
    Task StationChangedAsync(StationUpdate update);

    [OneWay, Alias("team-changed")]
    Task TeamChangedAsync(TeamUpdate update);
}

/// <summary>
/// A team's full state as of revision <paramref name="To"/>. The ledger counts the revisions, so they continue across activations.
/// </summary>
[GenerateSerializer, Immutable, Alias("fuel.team-update")]
public sealed record TeamUpdate(long From, long To, TeamView View);

/// <summary>
/// A change of a customer's own that no batch of a shard reports: an order for fuel, a refund, a voucher, a notice. The client reads the
/// new state itself.
/// </summary>
/// <param name="About">The changed thing, such as <c>order/{id}</c>, <c>voucher/{id}</c> or <c>notice/paid</c>.</param>
/// <param name="Order">The changed entry of the customer's list of orders; null for none.</param>
[GenerateSerializer, Immutable, Alias("fuel.customer-news")]
public sealed record CustomerNews(CustomerId Customer, string About, OrderEntry? Order = null);

/// <summary>
/// A campaign's full state as of revision <paramref name="To"/>. A subscriber whose last revision is not <paramref name="From"/>
/// missed an update; a higher epoch means a new activation. A snapshot repairs both.
/// </summary>
[GenerateSerializer, Immutable, Alias("fuel.sale-update")]
public sealed record CampaignUpdate(CampaignId Campaign, long Epoch, long From, long To, CampaignView View);

/// <summary>
/// The refusals that a shard leaves to a web node. The filter of buyers comes along, so that a node never refuses the retry of a
/// customer whose order exists: a request of a customer who may be in the filter goes on to the shard.
/// </summary>
[GenerateSerializer, Immutable, Alias("fuel.gate-update")]
public sealed record GateUpdate
{
    [Id(0)]
    public required CampaignId Campaign { get; init; }

    [Id(1)]
    public required int Shard { get; init; }

    [Id(2)]
    public required long Epoch { get; init; }

    [Id(3)]
    public required long From { get; init; }

    [Id(4)]
    public required long To { get; init; }

    [Id(5)]
    public required GateState State { get; init; }

    /// <summary>The end of the first hold, for <see cref="GateState.AllHeld"/>.</summary>
    [Id(6)]
    public DateTimeOffset? FirstReturnAt { get; init; }

    /// <summary>The version that a node knows after this update.</summary>
    public GateVersion Version => new(Epoch, To);

    /// <summary>Hashes of customers who got an order since <see cref="From"/>.</summary>
    [Id(7)]
    public ImmutableArray<ulong> NewBuyers { get; init; } = [];

    /// <summary>The whole filter (see BuyerFilter), for a node that lacks it; empty otherwise.</summary>
    [Id(8)]
    public ImmutableArray<ulong> Filter { get; init; } = [];
}

/// <summary>The latest update of a gate that a node heard; default for none.</summary>
[GenerateSerializer, Immutable, Alias("fuel.gate-version")]
public readonly record struct GateVersion(long Epoch, long Revision);

[GenerateSerializer, Alias("fuel.gate-state")]
public enum GateState
{
    /// <summary>Ask the shard.</summary>
    Open = 0,
    AllHeld = 1,
    SoldOut = 2,
    Paused = 3,
    Closed = 4,
}

/// <summary>The changes of orders in one committed batch. A node keeps those of the customers it serves.</summary>
[GenerateSerializer, Immutable, Alias("fuel.orders-update")]
public sealed record OrdersUpdate(
    CampaignId Campaign,
    int Shard,
    long Epoch,
    string Title,
    ImmutableArray<OrderChange> Changes
);

[GenerateSerializer, Immutable, Alias("fuel.order-change")]
public readonly record struct OrderChange(
    OrderId Order,
    CustomerId Customer,
    int Quantity,
    long AmountFen,
    OrderStatus Status,
    CloseCause Cause,
    DateTimeOffset CreatedAt,
    DateTimeOffset PayBy,
    DateTimeOffset? ClosedAt,
    TeamId? Team = null
);
