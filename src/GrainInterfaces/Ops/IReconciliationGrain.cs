using System.Text.Json.Serialization;

namespace FuelGrains.GrainInterfaces.Ops;

/// <summary>Reads the report of the last reconciliation run; see <see cref="ReconciliationReport"/>.</summary>
[Alias("fuel.reconciliation")]
public interface IReconciliationGrain : IGrainWithIntegerKey
{
    /// <summary>Returns the last report; null before the first run.</summary>
    [Alias("latest")]
    Task<ReconciliationReport?> LatestAsync();
}

/// <summary>
/// The result of a reconciliation run over one snapshot of the database. Amounts are in fen. Callers know the JSON names.
/// </summary>
[GenerateSerializer, Immutable, Alias("fuel.reconciliation-report")]
public sealed record ReconciliationReport
{
    /// <summary>The number of the run.</summary>
    [Id(0)]
    public required long Revision { get; init; }

    [Id(1)]
    public required DateTimeOffset At { get; init; }

    /// <summary>How long the run held its snapshot.</summary>
    [Id(2)]
    public required long TookMs { get; init; }

    [Id(3)]
    public required StockSums Stock { get; init; }

    [Id(4)]
    public required MoneySums Money { get; init; }

    [Id(5)]
    public required GoodsSums Goods { get; init; }

    [Id(6)]
    public required OutboxSums Outbox { get; init; }

    [Id(7), JsonPropertyName("breaches")]
    public ImmutableArray<ReportedDiscrepancy> Discrepancies { get; init; } = [];

    /// <summary>The number of discrepancies beyond those listed; they are acted upon when the listed ones are gone.</summary>
    [Id(8), JsonPropertyName("furtherBreaches")]
    public int FurtherDiscrepancies { get; init; }
}

/// <summary>The sums of all published campaigns: <c>Stock = Free + Held + Confirmed</c>.</summary>
/// <param name="CampaignsCounted">Campaigns whose orders this run counted row by row.</param>
/// <param name="Complete">True: the run counted the orders of every campaign.</param>
[GenerateSerializer, Immutable, Alias("fuel.stock-sums")]
public sealed record StockSums(
    [property: JsonPropertyName("sales")] int Campaigns,
    long Stock,
    long Free,
    long Held,
    long Confirmed,
    [property: JsonPropertyName("salesCounted")] int CampaignsCounted,
    long OrdersCounted,
    bool Complete
);

/// <summary>The payments of this run: <c>Paid = Fulfilled + Awaiting + Frozen + RefundPending + Refunded</c>.</summary>
/// <param name="Complete">True: the run evaluated every payment; false: the next part of them, in turn.</param>
[GenerateSerializer, Immutable, Alias("fuel.money-sums")]
public sealed record MoneySums(
    long Payments,
    long PaidFen,
    long FulfilledFen,
    long AwaitingFen,
    long FrozenFen,
    long RefundPendingFen,
    long RefundedFen,
    bool Complete
)
{
    /// <summary>The part of Paid that customers paid; promotions of WeChat paid the rest.</summary>
    [Id(0)]
    public long PayerFen { get; init; }

    /// <summary>The part of Refunded that went back to customers, as far as WeChat has said it.</summary>
    [Id(1)]
    public long PayerRefundedFen { get; init; }
}

/// <summary>The orders and vouchers that this run evaluated one by one.</summary>
[GenerateSerializer, Immutable, Alias("fuel.goods-sums")]
public sealed record GoodsSums(long Orders, bool OrdersComplete, long Vouchers, bool VouchersComplete);

[GenerateSerializer, Immutable, Alias("fuel.outbox-sums")]
public sealed record OutboxSums(long Waiting, long Dead, DateTimeOffset? OldestWaitingSince);

/// <summary>A row that violates an invariant.</summary>
/// <param name="Subject">The row, such as <c>payment/{transaction}</c>. Kind and subject identify a discrepancy.</param>
/// <param name="Seen">The number of consecutive runs that found it; from the second run on its subject is frozen and an alarm is
/// raised.</param>
/// <param name="Freezes">The campaign or payment to freeze, <c>sale/{id}</c> or <c>payment/{transaction}</c>; null for none.</param>
[GenerateSerializer, Immutable, Alias("fuel.reported-discrepancy")]
public sealed record ReportedDiscrepancy(string Kind, string Subject, string Detail, int Seen, string? Freezes);
