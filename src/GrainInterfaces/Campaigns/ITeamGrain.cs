using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Live;
using FuelGrains.GrainInterfaces.Orders;

namespace FuelGrains.GrainInterfaces.Campaigns;

/// <summary>
/// A team as people see it: who leads, who sits where, until when, and who invited whom. This grain decides nothing: seats belong
/// to the team's shard (<see cref="ITeamShardGrain"/>), and only committed seats are shown.
/// </summary>
[Alias("fuel.team")]
public interface ITeamGrain : IGrainWithGuidKey
{
    /// <summary>The team as it is on disk now, and what the customer has in it; null when there is no such team.</summary>
    [Alias("view-for")]
    Task<TeamSight?> ViewForAsync(CustomerId customer);

    /// <summary>Keeps a web node fed with this team for a few seconds more; null when there is no such team.</summary>
    [Alias("attach")]
    Task<TeamUpdate?> AttachAsync(IWebNode node);

    /// <summary>The shard committed something about this team.</summary>
    [OneWay, AlwaysInterleave, Alias("changed")]
    Task ChangedAsync(long revision);

    /// <summary>A member agreed to show their face, or does not any more: who watches from now on sees that.</summary>
    [OneWay, AlwaysInterleave, Alias("faces-changed")]
    Task FacesChangedAsync();
}

[GenerateSerializer, Alias("fuel.team-status")]
public enum TeamStatus
{
    Open = 0,

    /// <summary>Enough seats are paid: every member's order is fulfilled.</summary>
    Completed = 1,

    /// <summary>Not full in time, or ended by staff: every paid member is refunded.</summary>
    Failed = 2,

    /// <summary>Everybody left.</summary>
    Dissolved = 3,
}

/// <param name="Mine">The customer's latest order in the team, also one whose seat was given up; null for who never sat there.</param>
[GenerateSerializer, Immutable, Alias("fuel.team-sight")]
public sealed record TeamSight(TeamView Team, SeatOrder? Mine);

/// <summary>The order that pays for a seat. Amount in fen.</summary>
[GenerateSerializer, Immutable, Alias("fuel.seat-order")]
public sealed record SeatOrder(OrderId Id, OrderStatus Status, DateTimeOffset PayBy, long AmountFen);

/// <summary>A team at one revision.</summary>
[GenerateSerializer, Immutable, Alias("fuel.team-view")]
public sealed record TeamView
{
    [Id(0)]
    public required TeamId Id { get; init; }

    [Id(1)]
    public required CampaignId Campaign { get; init; }

    [Id(2)]
    public required int Shard { get; init; }

    [Id(3)]
    public required long Revision { get; init; }

    [Id(4)]
    public required TeamStatus Status { get; init; }

    /// <summary>Null while nobody leads: the leader left before anybody else had paid.</summary>
    [Id(5)]
    public CustomerId? Leader { get; init; }

    [Id(6)]
    public required int Size { get; init; }

    /// <summary>Paid seats.</summary>
    [Id(7)]
    public required int Paid { get; init; }

    /// <summary>Seats that are not free: paid, or held until paid.</summary>
    [Id(8)]
    public required int Taken { get; init; }

    /// <summary>A member's price, in fen.</summary>
    [Id(9)]
    public required long PriceFen { get; init; }

    [Id(10)]
    public required DateTimeOffset OpenedAt { get; init; }

    [Id(11)]
    public required DateTimeOffset Deadline { get; init; }

    [Id(12)]
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Completed with fewer members than seats, as the campaign said it might.</summary>
    [Id(13)]
    public bool Virtual { get; init; }

    /// <summary>The members, by seat; empty in lists of teams.</summary>
    [Id(14)]
    public ImmutableArray<TeamMember> Members { get; init; } = [];

    [Id(15)]
    public required string Title { get; init; }

    public int Missing => Size - Paid;

    /// <summary>The time from which on no further member joins.</summary>
    public DateTimeOffset JoinBy => Deadline - GroupTerms.TimeToPay;

    /// <summary>The page of the mini-program that shows the team; <paramref name="seat"/> says who invites.</summary>
    public static string MiniProgramPath(TeamId team, int? seat = null) =>
        $"pages/team/team?code={team.ShareCode}{(seat is { } from ? $"&from={from}" : "")}";
}

/// <param name="Nickname">Null without the customer's consent, and the avatar likewise.</param>
/// <param name="InvitedBySeat">The seat of whoever invited this member, as long as they sit there.</param>
[GenerateSerializer, Immutable, Alias("fuel.team-member")]
public sealed record TeamMember(
    int Seat,
    CustomerId Customer,
    OrderStatus Status,
    string? Nickname,
    string? Avatar,
    int? InvitedBySeat,
    DateTimeOffset Since
);
