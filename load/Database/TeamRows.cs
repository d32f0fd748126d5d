namespace FuelGrains.Load.Database;

// These are the product's rows, with the numbers of its schema's scripts.

/// <summary>The rows of teams.</summary>
internal sealed record TeamRows
{
    public IReadOnlyList<TeamRow> Teams { get; init; } = [];
    public IReadOnlyList<SeatRow> Seats { get; init; } = [];
    public IReadOnlyList<ClaimRow> Claims { get; init; } = [];
    public IReadOnlyList<ShardRow> Shards { get; init; } = [];

    /// <summary>Reads the rows of payments in the same snapshot.</summary>
    public static async Task<(PaymentRows Payments, TeamRows Teams)> ReadAsync(Store store, CancellationToken stop)
    {
        const string Seats = "SELECT *, id AS \"order\", seat AS number FROM orders WHERE team_id IS NOT NULL";
        await using var snapshot = await DatabaseSnapshot.OpenAsync(store, stop);
        var teams = new TeamRows
        {
            Teams = await snapshot.ListAsync<TeamRow>("SELECT * FROM teams", stop),
            Seats = await snapshot.ListAsync<SeatRow>(Seats, stop),
            Claims = await snapshot.ListAsync<ClaimRow>("SELECT * FROM team_claims", stop),
            Shards = await snapshot.ListAsync<ShardRow>("SELECT * FROM stock_shards", stop),
        };
        return (await PaymentRows.ReadAsync(snapshot, stop), teams);
    }
}

internal enum TeamState
{
    Open = 0,
    Completed = 1,
    Failed = 2,
    Dissolved = 3,
}

/// <param name="Paid">Paid seats when the team ended.</param>
/// <param name="Taken">Taken seats when the team ended.</param>
/// <param name="Short">Whether the team completed with fewer members than seats.</param>
internal sealed record TeamRow(
    Guid Id,
    Guid Campaign,
    TeamState State,
    int Size,
    int Paid,
    int Taken,
    bool Short,
    Guid OpenedBy,
    DateTimeOffset OpenedAt,
    DateTimeOffset Deadline,
    DateTimeOffset? EndedAt,
    string ShareCode
);

/// <summary>An order that is a seat.</summary>
/// <param name="Number">Negative once the seat was free for others.</param>
internal sealed record SeatRow(
    Guid Order,
    Guid Campaign,
    Guid Team,
    int Number,
    Guid Customer,
    OrderState State,
    DateTimeOffset CreatedAt,
    DateTimeOffset PayBy,
    DateTimeOffset? PaidAt,
    DateTimeOffset? ClosedAt
)
{
    public bool IsTaken => Number > 0;

    /// <summary>Whether the seat waits for its payment, or may still be paid.</summary>
    public bool IsUnpaid => State is OrderState.PendingPayment or OrderState.Closing;

    /// <summary>Whether the seat counts for its customer's limit.</summary>
    public bool IsTheirs => IsUnpaid || State is OrderState.Paid or OrderState.Fulfilled;

    /// <summary>The time at which the payment came or was no longer possible; null: the seat still waits.</summary>
    public DateTimeOffset? UnpaidUntil => PaidAt ?? ClosedAt;

    /// <summary>
    /// The earliest time at which others could have the seat. The rows do not say when a paid seat was given up, only that it was paid
    /// before.
    /// </summary>
    public DateTimeOffset? TakenUntil => IsTaken ? null : UnpaidUntil;
}

/// <summary>The row that claims what a customer may have once in a campaign.</summary>
internal sealed record ClaimRow(Guid Campaign, Guid Customer, Guid? Leads, Guid? Unpaid, int Seats);
