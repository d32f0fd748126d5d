using System.ComponentModel.DataAnnotations;

namespace FuelGrains.Grains.Storage;

/// <summary>The limits of reads that customers, staff and strangers cause. Section <c>Ledger</c>.</summary>
public sealed class LedgerReadOptions
{
    /// <summary>
    /// Such reads that one silo runs at once. Below <see cref="LedgerOptions.MaxConnections"/>, so that everything else finds a
    /// connection. Default: half of them.
    /// </summary>
    [Range(1, 1000)]
    public int? MaxReads { get; set; }

    /// <summary>Further reads that wait for their turn; one more is refused at once. Default: 1,024.</summary>
    [Range(0, 100_000)]
    public int MaxWaitingReads { get; set; } = 1_024;

    /// <summary>
    /// Longest time that a read waits for its turn; then it is refused. Default: 1 s. A batch of orders is answered at once, and all its
    /// customers look at their orders then.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:05")]
    public TimeSpan MaxReadWait { get; set; } = TimeSpan.FromSeconds(1);

    public int MostReads(LedgerOptions ledger) => MaxReads ?? ledger.MaxConnections / 2;
}
