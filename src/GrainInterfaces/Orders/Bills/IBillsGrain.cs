namespace FuelGrains.GrainInterfaces.Orders.Bills;

/// <summary>WeChat's bills, their differences and the settlement, for staff.</summary>
[Alias("fuel.bills")]
public interface IBillsGrain : IGrainWithIntegerKey
{
    /// <summary>Bills of the latest days first, those of days before <paramref name="before"/> when given.</summary>
    [Alias("list")]
    Task<ImmutableArray<BillView>> ListAsync(DateOnly? before, int limit);

    /// <summary>Asks WeChat for a day's bill now, for the first time or again.</summary>
    [Alias("fetch")]
    Task<BillOutcome> FetchAsync(DateOnly day, BillKind kind, string staff);

    /// <summary>Stops a bill that waits or is being matched.</summary>
    [Alias("cancel")]
    Task<BillOutcome> CancelAsync(DateOnly day, BillKind kind, string staff);

    /// <summary>Open or settled differences, the latest first.</summary>
    [Alias("differences")]
    Task<ImmutableArray<BillDifferenceView>> DifferencesAsync(DifferenceFilter filter);

    /// <summary>Settles a difference. The same settlement may be asked for again.</summary>
    [Alias("settle")]
    Task<SettleReply> SettleAsync(Guid id, BillSettlement how, string staff, string note);

    /// <summary>The settlement from a day to a day, both included, by day, station and campaign.</summary>
    [Alias("sums")]
    Task<ImmutableArray<BillDaySums>> SumsAsync(DateOnly from, DateOnly to, int limit);
}

/// <param name="Day">One day; null for all.</param>
/// <param name="Before">Those before this id; null for the first page.</param>
[GenerateSerializer, Immutable, Alias("fuel.difference-filter")]
public sealed record DifferenceFilter(bool Open, DateOnly? Day, Guid? Before, int Limit);

/// <param name="Difference">The difference as it is now; null when there is none.</param>
/// <param name="Answer">The words of WeChat or the ledger that speak against the settlement.</param>
[GenerateSerializer, Immutable, Alias("fuel.settle-reply")]
public sealed record SettleReply(SettleOutcome Outcome, BillDifferenceView? Difference = null, string? Answer = null);

[GenerateSerializer, Alias("fuel.settle-outcome")]
public enum SettleOutcome
{
    /// <summary>Settled, by this call or by an earlier one of the same kind.</summary>
    Done = 0,
    NotFound = 1,

    /// <summary>Somebody settled the difference in another way.</summary>
    AlreadySettled = 2,

    /// <summary>A difference of this kind is not settled this way.</summary>
    WrongWay = 3,

    /// <summary>WeChat or the ledger says otherwise; the difference stays open.</summary>
    Contradicted = 4,

    /// <summary>The outcome is unknown: ask again.</summary>
    Retry = 5,
}
