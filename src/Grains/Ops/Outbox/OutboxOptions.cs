using System.ComponentModel.DataAnnotations;
using FuelGrains.GrainInterfaces.Ops.Scheduling;

namespace FuelGrains.Grains.Ops.Outbox;

/// <summary>Limits of the delivery of outbox messages. Section <c>Outbox</c>.</summary>
public sealed class OutboxOptions : IValidatableObject
{
    /// <summary>Deliveries of one kind at a time, for each silo. Default: 16; each may want a connection of the ledger's 32.</summary>
    [Range(1, 1_000)]
    public int Concurrency { get; set; } = 16;

    /// <summary><see cref="Concurrency"/> of single kinds, by their names.</summary>
    public Dictionary<string, int> ConcurrencyOf { get; } = [];

    /// <summary>Rows leased, and rows settled, in one commit. Default: 128; a silo that dies holds back this many at most.</summary>
    [Range(1, 1_000)]
    public int Batch { get; set; } = 128;

    /// <summary>
    /// How long a worker that found nothing waits without a signal. Polling finds other silos' rows, retries and expired leases.
    /// Default: 1 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan Poll { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long a worker waits after a signal, so that one lease takes several rows: a busy shard commits hundreds of times a second.
    /// Default: 10 ms.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:01")]
    public TimeSpan Linger { get; set; } = TimeSpan.FromMilliseconds(10);

    /// <summary>How long a leased row belongs to its silo. Default: 1 min; after a kill -9 the row is due again that much later.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Longest time one delivery may take. Default: 20 s, so that a row taken last in its batch still has time to start.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:30:00")]
    public TimeSpan DeliverWithin { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Failed deliveries after which a row becomes a dead letter. Default: 20, an hour with the waits below.</summary>
    [Range(1, 1_000)]
    public int MaxAttempts { get; set; } = 20;

    /// <summary>The wait after the first failed delivery; each further failure doubles the wait. Default: 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "01:00:00")]
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest such wait. Default: 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "1.00:00:00")]
    public TimeSpan LongestRetry { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>True: the message failed as often as is allowed and becomes a dead letter.</summary>
    public bool IsDead(int attempts) => attempts >= MaxAttempts;

    /// <summary>The wait after so many failed deliveries.</summary>
    /// <param name="chance">From 0 to 1; see <see cref="Backoff.After(int, double)"/>.</param>
    public TimeSpan RetryAfter(int attempts, double chance) =>
        new Backoff(FirstRetry, LongestRetry).After(attempts - 1, chance);

    public int ConcurrencyFor(string kind) => Math.Max(1, ConcurrencyOf.GetValueOrDefault(kind, Concurrency));

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Lease < 2 * DeliverWithin)
            yield return new(
                "Outbox:Lease must be at least twice Outbox:DeliverWithin, or rows are delivered by two silos at once.",
                [nameof(Lease)]
            );
    }
}
