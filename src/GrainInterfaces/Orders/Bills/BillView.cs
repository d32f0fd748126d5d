namespace FuelGrains.GrainInterfaces.Orders.Bills;

/// <summary>WeChat's bill of one day and how far the product is with it. The day is China's.</summary>
/// <param name="Rows">Rows of the bill that were read: while it is matched, the progress; afterwards, all.</param>
/// <param name="Open">Differences that wait for staff.</param>
/// <param name="Further">Differences beyond the limit, which were counted and not stored.</param>
/// <param name="Trouble">Why the bill is not matched, when the last try says so.</param>
/// <param name="NextAt">When WeChat is asked (again); null when it is not.</param>
[GenerateSerializer, Immutable, Alias("fuel.bill-view")]
public sealed record BillView(
    DateOnly Day,
    BillKind Kind,
    BillState State,
    long Rows,
    long Open,
    long Further,
    int Tries,
    string? Trouble,
    DateTimeOffset? NextAt,
    DateTimeOffset ChangedAt
);

[GenerateSerializer, Alias("fuel.bill-kind")]
public enum BillKind
{
    /// <summary>The trade bill: a row for each payment and each accepted refund of the day.</summary>
    Trade = 0,

    /// <summary>The fund-flow bill: a row for each movement on the merchant's basic account.</summary>
    FundFlow = 1,
}

[GenerateSerializer, Alias("fuel.bill-state")]
public enum BillState
{
    /// <summary>WeChat is asked at the bill's time, again when it had no bill yet.</summary>
    Waiting = 0,

    /// <summary>A silo downloads and matches the bill.</summary>
    Running = 1,

    Matched = 2,

    /// <summary>The bill's hash, form, count or sums are wrong: nothing of it counts, and WeChat is asked again.</summary>
    Refused = 3,

    /// <summary>Staff stopped the bill.</summary>
    Cancelled = 4,

    /// <summary>WeChat gave no usable bill for so long that staff must look.</summary>
    Missing = 5,
}

[GenerateSerializer, Alias("fuel.bill-outcome")]
public enum BillOutcome
{
    Done = 0,

    /// <summary>No bill, or difference, has this name.</summary>
    NotFound = 1,

    /// <summary>The day has no bill yet, or is older than WeChat keeps bills.</summary>
    OutOfRange = 2,

    /// <summary>The bill is being matched, or is not; so it cannot be asked for, or stopped.</summary>
    WrongState = 3,
}
