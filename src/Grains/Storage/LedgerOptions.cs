using System.ComponentModel.DataAnnotations;

namespace FuelGrains.Grains.Storage;

/// <summary>How the ledger's database is used. Section <c>Ledger</c>.</summary>
public sealed class LedgerOptions
{
    /// <summary>Longest time one database command may take. Default: 3 s, below the grains' 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Longest time that reading a whole shard back may take. Default: 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan OpenTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest time one command of a snapshot may take: it may count a million rows. Default: 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan SnapshotTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Connections to PostgreSQL per silo, for everything but shard batches. Default: 32.</summary>
    [Range(2, 1000)]
    public int MaxConnections { get; set; } = 32;

    /// <summary>
    /// Connections to PostgreSQL per silo that only shard batches use, besides <see cref="MaxConnections"/>. A shard uses one at a time,
    /// for milliseconds. Default: 16.
    /// </summary>
    [Range(1, 1000)]
    public int MaxCommitConnections { get; set; } = 16;

    /// <summary>
    /// Connections to PostgreSQL per silo that only openings of shards use: so many shards are read back at a time, the others wait as
    /// long as <see cref="OpenTimeout"/>. Default: 8.
    /// </summary>
    [Range(1, 1000)]
    public int MaxOpenConnections { get; set; } = 8;

    /// <summary>Writes that may wait for SQLite's one writer thread. Default: 4,096; a further one is refused.</summary>
    [Range(1, 1_000_000)]
    public int MaxQueuedWrites { get; set; } = 4_096;

    /// <summary>Writes that SQLite's writer puts into one commit. Default: 256.</summary>
    [Range(1, 100_000)]
    public int MaxWritesPerCommit { get; set; } = 256;
}
