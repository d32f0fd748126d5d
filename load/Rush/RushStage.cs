using System.Collections.Concurrent;
using FuelGrains.Load.Clients;
using FuelGrains.Load.Storm;
using FuelGrains.Load.Teams;

namespace FuelGrains.Load.Rush;

/// <summary>What all customers of a rush share.</summary>
/// <param name="ArriveWithin">From the opening until the last customer has come.</param>
internal sealed record RushStage(
    Stage Whole,
    TeamClient Teams,
    IReadOnlyList<Campaign> Campaigns,
    RushShares Shares,
    TimeSpan ArriveWithin
) : Stage(Whole)
{
    /// <summary>Every look at a team.</summary>
    public ConcurrentBag<ToldTeam> Seen { get; } = [];

    /// <summary>Seats of which their customers were told, when they wished to leave, that they have none.</summary>
    public ConcurrentBag<Guid> Gone { get; } = [];

    /// <summary>Keys that were pressed again.</summary>
    public ConcurrentBag<ToldAgain> Again { get; } = [];
}
