using FuelGrains.Load.Checks;
using FuelGrains.Load.Money;
using FuelGrains.Load.Storm;

namespace FuelGrains.Load.Reports;

/// <summary>What happened in a storm, beside the evidence.</summary>
internal sealed class StormOutcome
{
    public required IReadOnlyList<Outage> Outages { get; init; }
    public required ForgeryProbe Forgeries { get; init; }
    public required IReadOnlyList<string> Faults { get; init; }
    public required StormTally Tally { get; init; }

    /// <summary>Payments that only WeChat's bill could have told; see <see cref="LostForGood"/>.</summary>
    public int ToldAgain { get; set; }

    /// <summary>Refunds that ended ABNORMAL and that a person put right.</summary>
    public int PutRight { get; set; }

    /// <summary>From the storm's end until nothing waited; null when it did not come to that.</summary>
    public TimeSpan? Drained { get; set; }

    public string Left { get; set; } = "";

    /// <summary>What the product said about its own books.</summary>
    public IReadOnlyList<Check> Books { get; set; } = [];
}
