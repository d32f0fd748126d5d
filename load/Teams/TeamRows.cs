using FuelGrains.Load.Money;

namespace FuelGrains.Load.Teams;

// The product's rows and the numbers it writes into them, noted down from its schema's scripts.

/// <summary>Everything about teams in the product's database.</summary>
internal sealed record TeamRows
{
    public IReadOnlyList<TeamRow> Teams { get; init; } = [];
    public IReadOnlyList<SeatRow> Seats { get; init; } = [];
    public IReadOnlyList<ClaimRow> Claims { get; init; } = [];
    public IReadOnlyList<CampaignShardRow> Shards { get; init; } = [];
}

internal enum TeamState
{
    Open = 0,
    Completed = 1,
    Failed = 2,
    Dissolved = 3,
}

/// <param name="Paid">As it was when the team ended; so is <paramref name="Taken"/>.</param>
/// <param name="Short">It completed with fewer members than seats.</param>
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

/// <summary>An order as the seat that it is.</summary>
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

    /// <summary>Waits for its payment, or may still be paid.</summary>
    public bool IsUnpaid => State is OrderState.PendingPayment or OrderState.Closing;

    /// <summary>Counts for its customer's limit.</summary>
    public bool IsTheirs => IsUnpaid || State is OrderState.Paid or OrderState.Fulfilled;

    /// <summary>Its payment was no longer waited for; null: it still is.</summary>
    public DateTimeOffset? UnpaidUntil => PaidAt ?? ClosedAt;

    /// <summary>Others had it from then on at the earliest: when a paid seat was given up is written nowhere, only that it was paid before.</summary>
    public DateTimeOffset? TakenUntil => IsTaken ? null : UnpaidUntil;
}

/// <summary>What a customer may have once in a campaign.</summary>
internal sealed record ClaimRow(Guid Campaign, Guid Customer, Guid? Leads, Guid? Unpaid, int Seats);

internal sealed record CampaignShardRow(Guid Campaign, long Allotted, long Held, long Confirmed);
