namespace FuelGrains.Load.History;

/// <summary>Everything that customers were told, order by order: all of it must be true in the end.</summary>
/// <param name="Unsure">
/// Customers with a request that once stayed without an answer: an order that nobody acknowledged contradicts nothing they were told.
/// </param>
internal sealed record Acknowledgements(IReadOnlyList<AcknowledgedOrder> Orders, IReadOnlySet<Guid> Unsure);

/// <summary>An acknowledged order, with every reply about it and every request.</summary>
internal sealed record AcknowledgedOrder(Guid Id, Guid Customer, int Quantity, long AmountFen, DateTimeOffset PayBy)
{
    /// <summary>The prepay_id of every reply to pay.</summary>
    public IReadOnlyList<string> PrepayIds { get; init; } = [];

    /// <summary>Each state that the product told, in this order.</summary>
    public IReadOnlyList<OrderState> States { get; init; } = [];

    /// <summary>Whether the customer asked, whatever the reply: a timeout may have had its effect.</summary>
    public bool AskedToCancel { get; init; }

    /// <inheritdoc cref="AskedToCancel"/>
    public bool AskedForMoneyBack { get; init; }

    /// <summary>The prepay_id that was paid, when the customer never looked again and no callback told of it; else null.</summary>
    public string? SilentPrepayId { get; init; }

    /// <summary>Units whose return was answered with 2xx.</summary>
    public int UnitsPromisedBack { get; init; }
}

/// <summary>The replies to customers about seats and teams, beside <see cref="Acknowledgements"/> of the orders.</summary>
/// <param name="Seats">Each acknowledged seat.</param>
/// <param name="Teams">Every observation of a team, in no order.</param>
/// <param name="Again">Keys that were sent again after their acknowledgement.</param>
/// <param name="Gone">Orders of customers who asked to leave and were told that they have no seat.</param>
/// <param name="Last">Each team as the API showed it when everything was over.</param>
internal sealed record TeamAcknowledgements(
    IReadOnlyList<AcknowledgedSeat> Seats,
    IReadOnlyList<ObservedTeam> Teams,
    IReadOnlyList<RepeatedRequest> Again,
    IReadOnlyList<Guid> Gone,
    IReadOnlyList<ObservedTeam> Last
);

internal sealed record AcknowledgedSeat(SeatedReply Seat, Guid Customer, Guid Campaign);

/// <param name="State">Null: the reply was no team, or named no state.</param>
internal sealed record ObservedTeam(Guid Team, TeamState? State, int Size, int Paid, int Taken);

/// <param name="First">The bytes of the first acknowledgement.</param>
internal sealed record RepeatedRequest(Guid Order, string First, string Again);
