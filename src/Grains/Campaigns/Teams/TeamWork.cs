namespace FuelGrains.Grains.Campaigns.Teams;

/// <summary>
/// The changes of teams in one commit of a shard. All or nothing: if the disk is not as the batch expects, the whole batch
/// fails. The only exception are seats whose claim the customer's row refuses because of another shard: those alone are not taken.
/// </summary>
public sealed class TeamWork
{
    public required int LimitPerCustomer { get; init; }

    /// <summary>The seats of the batch's holds, in the same order.</summary>
    public List<NewSeat> Seats { get; } = [];
    public List<NewTeam> Opened { get; } = [];
    public Dictionary<TeamId, TeamChange> Changed { get; } = [];

    /// <summary>At most one change a customer: either the claim of one seat, or releases.</summary>
    public Dictionary<CustomerId, ClaimChange> Claims { get; } = [];

    /// <summary>Orders whose seat is free for others from now on.</summary>
    public HashSet<OrderId> Freed { get; } = [];
    public List<TeamAudit> Audit { get; } = [];
}

public readonly record struct NewSeat(TeamId Team, int Number, CustomerId? InvitedBy);

/// <param name="By">The opener's order: the team is written only if that order is.</param>
public readonly record struct NewTeam(
    TeamId Id,
    OrderId By,
    CustomerId Leader,
    int Size,
    long PriceFen,
    DateTimeOffset OpenedAt,
    DateTimeOffset Deadline
);

/// <param name="Was">The team's status on disk.</param>
/// <param name="Paid">How many more seats are paid; <paramref name="Taken"/> likewise, without the batch's own holds.</param>
/// <param name="Short">Completed with fewer members than seats.</param>
public readonly record struct TeamChange(
    TeamStatus Was,
    TeamStatus Status,
    CustomerId? Leader,
    int Paid,
    int Taken,
    DateTimeOffset? EndedAt,
    bool Short
);

/// <summary>A change of the claims that a customer may have once in a campaign.</summary>
/// <param name="Seats">1: claims a seat for the order <paramref name="Unpaid"/>, and the lead of <paramref name="Leading"/> if that is
/// given. Zero or less: lets go of so many seats, of the unpaid order and of the lead, whichever are given and really had.</param>
public readonly record struct ClaimChange(OrderId? Unpaid, TeamId? Leading, int Seats)
{
    public bool IsClaim => Seats > 0;

    public ClaimChange With(in ClaimChange further) =>
        new(Unpaid ?? further.Unpaid, Leading ?? further.Leading, Seats + further.Seats);
}

public readonly record struct TeamAudit(TeamId Team, DateTimeOffset At, string Actor, string Action, string Detail);

/// <summary>The part of a team's row that a shard keeps in memory.</summary>
public readonly record struct StoredTeam(
    TeamId Id,
    long Revision,
    TeamStatus Status,
    CustomerId? Leader,
    int Size,
    long PriceFen,
    DateTimeOffset OpenedAt,
    DateTimeOffset Deadline
);

/// <param name="Number">Negative once the seat is free for others; zero where there is no seat at all.</param>
public readonly record struct StoredSeat(
    TeamId Team,
    int Number,
    long AmountFen,
    CustomerId? InvitedBy,
    DateTimeOffset? PaidAt
);
