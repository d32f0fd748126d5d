using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Orders;

namespace FuelGrains.GrainInterfaces.Campaigns;

/// <summary>
/// The one owner of the seats of every team that maps to a stock shard: a seat is an order of that shard, held before it is
/// paid for, as stock is. Key: <see cref="StockShardKey"/>. Every answer is given after its effect is on disk.
/// </summary>
[Alias("fuel.team-shard")]
public interface ITeamShardGrain : IGrainWithStringKey
{
    /// <summary>
    /// Opens a team and takes its first seat, or takes a seat of an open one. The same key and body give the same answer again.
    /// </summary>
    [Alias("seat")]
    Task<SeatReply> SeatAsync(SeatRequest request);

    /// <summary>Takes seats for several requests, in their order, as <see cref="IStockShardGrain.HoldAllAsync"/> takes units.</summary>
    [Alias("seat-all")]
    Task<ImmutableArray<SeatReply>> SeatAllAsync(ImmutableArray<SeatRequest> requests);

    /// <summary>Gives a customer's seat up while the team is open: an unpaid one is released, a paid one is refunded.</summary>
    [Alias("leave")]
    Task<TransitionReply> LeaveAsync(TeamId team, CustomerId customer);

    /// <summary>Ends an open team for staff: unpaid seats are released, paid ones refunded. Audited.</summary>
    [Alias("close-team")]
    Task<TeamCloseOutcome> CloseTeamAsync(TeamId team, string staff, string reason);

    /// <summary>
    /// Has the team's own grain notified of its changes for a few seconds more. The answer is the team's committed revision; zero for
    /// unknown teams.
    /// </summary>
    [Alias("watch-team")]
    Task<long> WatchTeamAsync(TeamId team);
}

/// <summary>A request for a seat.</summary>
[GenerateSerializer, Immutable, Alias("fuel.seat-request")]
public readonly record struct SeatRequest
{
    [Id(0)]
    public required CustomerId Customer { get; init; }

    /// <summary>
    /// 128-bit hash of the Idempotency-Key: a key belongs to (customer, campaign) when a team is opened, to (customer, team) when one is
    /// joined.
    /// </summary>
    [Id(1)]
    public required Guid KeyHash { get; init; }

    [Id(2)]
    public required long BodyHash { get; init; }

    /// <summary>The team to join; null to open one.</summary>
    [Id(3)]
    public TeamId? Team { get; init; }

    /// <summary>To open: how many seats the team shall have.</summary>
    [Id(4)]
    public int Size { get; init; }

    /// <summary>To join: whose invitation it was, as the number of that seat; zero for the leader's, null for nobody's.</summary>
    [Id(5)]
    public int? InvitedBySeat { get; init; }

    /// <summary>The customer has paid for an order before.</summary>
    [Id(6)]
    public bool HasBought { get; init; }
}

/// <param name="Hold">The result of the request, as for any hold of the shard.</param>
/// <param name="Team">The team, when a seat is held.</param>
/// <param name="Seat">The seat's number, from 1.</param>
/// <param name="Size">Seats of the team.</param>
/// <param name="Deadline">Until when the team must be full.</param>
[GenerateSerializer, Immutable, Alias("fuel.seat-reply")]
public readonly record struct SeatReply(
    HoldReply Hold,
    TeamId Team = default,
    int Seat = 0,
    int Size = 0,
    DateTimeOffset Deadline = default
);

[GenerateSerializer, Alias("fuel.team-close-outcome")]
public enum TeamCloseOutcome
{
    Done = 0,
    NotFound = 1,

    /// <summary>The team had ended before.</summary>
    Ended = 2,

    /// <summary>A seat of the team is changing right now, or the outcome is unknown: ask again.</summary>
    Retry = 3,
}
