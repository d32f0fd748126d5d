using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Live;
using FuelGrains.GrainInterfaces.Orders;

namespace FuelGrains.GrainInterfaces.Campaigns;

/// <summary>
/// The one owner of a shard's units and, through <see cref="IOrderOwnerGrain"/>, of every order that holds or bought one of them.
/// Key: <see cref="StockShardKey"/>. Every answer is given after its effect is on disk.
/// </summary>
[Alias("fuel.stock-shard")]
public interface IStockShardGrain : IGrainWithStringKey
{
    /// <summary>Takes units for a customer until <see cref="HoldReply.PayBy"/>. The same key and body give the same answer again.</summary>
    [Alias("hold")]
    Task<HoldReply> HoldAsync(HoldRequest request);

    /// <summary>
    /// Takes units for several requests, in their order, and answers when the last one has its reply. A request that only a sibling's units
    /// can fulfil is answered by <see cref="HoldOutcome.Alone"/>, so that nobody waits for the sibling on behalf of another.
    /// </summary>
    [Alias("hold-all")]
    Task<ImmutableArray<HoldReply>> HoldAllAsync(ImmutableArray<HoldRequest> requests);

    /// <summary>Expires what is overdue. The sweeper calls it; the shard's own timer usually was faster.</summary>
    [Alias("expire-overdue")]
    Task ExpireOverdueAsync();

    /// <summary>
    /// Keeps a web node's gate fed for a few seconds more; the answer is the gate, null while the shard moves. The filter of buyers comes
    /// along when the node has not heard the latest.
    /// </summary>
    [Alias("attach-gate")]
    Task<GateUpdate?> AttachGateAsync(IWebNode node, GateVersion known);

    /// <summary>Lends free units to a sibling shard that has too few.</summary>
    [Alias("give")]
    Task<LoanReply> GiveAsync(int toShard, long wanted);

    /// <summary>Counts what the shard's customers let go; null while the shard moves.</summary>
    [Alias("hoarding")]
    Task<ShardHoarding?> HoardingAsync();

    /// <summary>
    /// Holds still, because the campaign is about to change: when this answers, what was decided is on disk. Callers wait until
    /// <see cref="GoOnAsync"/>, or until a limit has passed.
    /// </summary>
    [Alias("hold-still")]
    Task HoldStillAsync();

    /// <summary>Goes on, under the new terms; null when nothing changed. The shard keeps its memory where it can.</summary>
    [Alias("go-on")]
    Task GoOnAsync(ShardTerms? changed);
}

/// <summary>The terms that a change of its campaign gave a shard.</summary>
/// <param name="Stock">The shard's row, under the fencing epoch that the change raised.</param>
[GenerateSerializer, Immutable, Alias("fuel.shard-terms")]
public readonly record struct ShardTerms(CampaignStatus Status, ShardStock Stock);

/// <param name="Customer">The buyer.</param>
/// <param name="KeyHash">128-bit hash of the Idempotency-Key: keys belong to (customer, campaign).</param>
/// <param name="BodyHash">64-bit hash of the request, to tell a retry from another request under the same key.</param>
/// <param name="Quantity">Units, at least 1.</param>
[GenerateSerializer, Immutable, Alias("fuel.hold-request")]
public readonly record struct HoldRequest(CustomerId Customer, Guid KeyHash, long BodyHash, int Quantity);

/// <param name="Outcome">The result of the request.</param>
/// <param name="Order">The order, when <see cref="HoldOutcome.Held"/> or <see cref="HoldOutcome.Replayed"/>.</param>
/// <param name="PayBy">Until when the units are held.</param>
/// <param name="AmountFen">The amount to pay, in fen.</param>
/// <param name="FirstReturnAt">
/// When the first hold expires; for <see cref="HoldOutcome.AllHeld"/> and <see cref="HoldOutcome.TeamFull"/>.
/// </param>
/// <param name="Until">Until when the customer gives way; for <see cref="HoldOutcome.GiveWay"/>.</param>
[GenerateSerializer, Immutable, Alias("fuel.hold-reply")]
public readonly record struct HoldReply(
    HoldOutcome Outcome,
    OrderId Order = default,
    DateTimeOffset PayBy = default,
    long AmountFen = 0,
    DateTimeOffset? FirstReturnAt = null,
    DateTimeOffset? Until = null
);

/// <summary>Every way a request for units can end. Refusals bind nothing: the same key may succeed later.</summary>
[GenerateSerializer, Alias("fuel.hold-outcome")]
public enum HoldOutcome
{
    /// <summary>The units are the customer's until PayBy.</summary>
    Held = 0,

    /// <summary>This key was answered before; this is that answer.</summary>
    Replayed = 1,

    /// <summary>The key was used for another request.</summary>
    KeyReused = 2,

    /// <summary>The same key is being worked on right now.</summary>
    InProgress = 3,
    NotStarted = 4,
    Ended = 5,
    Paused = 6,
    Closed = 7,

    /// <summary>The customer has as many units as the campaign allows.</summary>
    LimitReached = 8,

    /// <summary>No unit is free, but some are held and may return.</summary>
    AllHeld = 9,

    /// <summary>No unit is free and none is held.</summary>
    SoldOut = 10,

    /// <summary>Fewer units are free than were asked for.</summary>
    NotEnough = 11,

    /// <summary>The shard has as many requests waiting as its limit allows.</summary>
    Busy = 12,

    /// <summary>The outcome is unknown or the shard moved: ask again with the same key.</summary>
    Retry = 13,

    /// <summary>There is no such published campaign.</summary>
    NotFound = 14,

    /// <summary>Fewer than one unit, or more than one order may have.</summary>
    QuantityRefused = 15,

    /// <summary>The campaign has no team of this size.</summary>
    SizeRefused = 16,

    /// <summary>There is no such team.</summary>
    TeamNotFound = 17,

    /// <summary>Every seat is taken; held ones may return.</summary>
    TeamFull = 18,

    /// <summary>The team is complete.</summary>
    TeamCompleted = 19,

    /// <summary>The team's time is over, or everybody left.</summary>
    TeamOver = 20,

    /// <summary>The customer sits in this team already.</summary>
    AlreadyInTeam = 21,

    /// <summary>The customer has a seat of this campaign that waits for its payment, in whichever team.</summary>
    UnpaidSeat = 22,

    /// <summary>The customer opened a team of this campaign that is still open.</summary>
    OpenTeam = 23,

    /// <summary>The campaign is for customers who never bought before.</summary>
    NewCustomersOnly = 24,

    /// <summary>The team ends too soon for a further seat to be paid for.</summary>
    TeamEnding = 25,

    /// <summary>The customer has let go as many orders of the campaign as a customer may.</summary>
    LetGoLimit = 26,

    /// <summary>Units are free, but they returned a moment ago, and a customer with this many lapsed holds gives way to others.</summary>
    GiveWay = 27,

    /// <summary>A sibling shard may have units for the request: ask for it in a call of its own. No customer sees this.</summary>
    Alone = 28,
}

/// <param name="Units">How many units moved.</param>
/// <param name="FirstReturnAt">When the donor's first hold runs out; null when it holds nothing.</param>
/// <param name="Kept">How many of the units returned a moment ago, and are kept for customers who do not give way.</param>
[GenerateSerializer, Immutable, Alias("fuel.loan-reply")]
public readonly record struct LoanReply(long Units, DateTimeOffset? FirstReturnAt, long Kept = 0);

/// <summary>The counts of what a shard's customers let go.</summary>
/// <param name="LetGo">Orders that their customers cancelled or let lapse unpaid.</param>
/// <param name="Lapsed">Those among them that lapsed.</param>
/// <param name="GivingWay">Customers with so many lapsed holds that they give way to others.</param>
/// <param name="AtLimit">Customers who let go so many orders that they get no further one.</param>
[GenerateSerializer, Immutable, Alias("fuel.shard-hoarding")]
public readonly record struct ShardHoarding(long LetGo, long Lapsed, long GivingWay, long AtLimit);
