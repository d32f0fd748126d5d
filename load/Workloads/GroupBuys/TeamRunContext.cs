using System.Collections.Concurrent;

namespace FuelGrains.Load.Workloads.GroupBuys;

/// <summary>The context that all customers of the group-buy workload share.</summary>
/// <param name="ArriveWithin">From the opening until the last customer has arrived.</param>
internal sealed record TeamRunContext(
    RunContext Whole,
    IReadOnlyList<Campaign> Campaigns,
    Shares Shares,
    TimeSpan ArriveWithin
) : RunContext(Whole)
{
    /// <summary>Every observation of a team.</summary>
    public ConcurrentBag<ObservedTeam> Observed { get; } = [];

    /// <summary>Orders of customers who asked to leave and were told that they have no seat.</summary>
    public ConcurrentBag<Guid> Gone { get; } = [];

    /// <summary>Keys that were sent again.</summary>
    public ConcurrentBag<RepeatedRequest> Repeated { get; } = [];

    public TeamAcknowledgements Told(IEnumerable<AcknowledgedSeat> seats, IReadOnlyList<ObservedTeam> last) =>
        new([.. seats], [.. Observed], [.. Repeated], [.. Gone], last);
}

/// <summary>A seat that a customer was given: the order, the acknowledgement, and the request.</summary>
/// <param name="Body">The acknowledgement, byte for byte.</param>
/// <param name="Send">Sends the same request with the same key.</param>
internal sealed record SeatSession(OrderSession Order, SeatedReply Told, string Body, Func<Task<Reply>> Send);
