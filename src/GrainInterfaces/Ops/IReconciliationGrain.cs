namespace FuelGrains.GrainInterfaces.Ops;

/// <summary>Tells what the last look at stock, money and vouchers found; see <see cref="ReconciliationReport"/>.</summary>
[Alias("fuel.reconciliation")]
public interface IReconciliationGrain : IGrainWithIntegerKey
{
    /// <summary>Null until the first look.</summary>
    [Alias("latest")]
    Task<ReconciliationReport?> LatestAsync();
}

/// <summary>What one snapshot of the database said. Amounts in fen.</summary>
[GenerateSerializer, Immutable, Alias("fuel.reconciliation-report")]
public sealed record ReconciliationReport
{
    /// <summary>Counts the looks.</summary>
    [Id(0)]
    public required long Revision { get; init; }

    [Id(1)]
    public required DateTimeOffset At { get; init; }

    /// <summary>How long the snapshot was held.</summary>
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

    [Id(7)]
    public ImmutableArray<ReportedDiscrepancy> Breaches { get; init; } = [];

    /// <summary>Breaches beyond those listed; they are acted upon when the listed ones are gone.</summary>
    [Id(8)]
    public int FurtherBreaches { get; init; }
}

/// <summary>All published sales: <c>Stock = Free + Held + Confirmed</c>.</summary>
/// <param name="SalesCounted">Sales whose orders were counted row by row in this look.</param>
/// <param name="Complete">All of them were.</param>
[GenerateSerializer, Immutable, Alias("fuel.stock-sums")]
public sealed record StockSums(
    int Sales,
    long Stock,
    long Free,
    long Held,
    long Confirmed,
    int SalesCounted,
    long OrdersCounted,
    bool Complete
);

/// <summary>The payments of this look: <c>Paid = Fulfilled + Awaiting + Frozen + RefundPending + Refunded</c>.</summary>
/// <param name="Complete">They were all payments there are; else the next part of them, in turn.</param>
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
);

/// <summary>The orders and vouchers that this look judged one by one.</summary>
[GenerateSerializer, Immutable, Alias("fuel.goods-sums")]
public sealed record GoodsSums(long Orders, bool OrdersComplete, long Vouchers, bool VouchersComplete);

[GenerateSerializer, Immutable, Alias("fuel.outbox-sums")]
public sealed record OutboxSums(long Waiting, long Dead, DateTimeOffset? OldestWaitingSince);

/// <summary>A row that does not add up.</summary>
/// <param name="Subject">The row, such as <c>payment/{transaction}</c>. With the kind it is the breach's identity.</param>
/// <param name="Seen">Looks running in which it was seen; from the second one on it is frozen and alarms.</param>
/// <param name="Freezes">What is frozen for it: <c>sale/{id}</c> or <c>payment/{transaction}</c>; null when no sale or payment is behind it.</param>
[GenerateSerializer, Immutable, Alias("fuel.reconciliation-breach")]
public sealed record ReportedDiscrepancy(string Kind, string Subject, string Detail, int Seen, string? Freezes);
