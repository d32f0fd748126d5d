using System.ComponentModel.DataAnnotations;

namespace FuelGrains.Grains.Ops.Outbox;

/// <summary>How promised effects are delivered. Section <c>Outbox</c>.</summary>
public sealed class OutboxOptions : IValidatableObject
{
    /// <summary>Deliveries of one kind at a time, for each silo. Default: 16; each may want a connection of the ledger's 32.</summary>
    [Range(1, 1_000)]
    public int Concurrency { get; set; } = 16;

    /// <summary>The same for single kinds, by their names.</summary>
    public Dictionary<string, int> ConcurrencyOf { get; } = [];

    /// <summary>Rows taken, and rows settled, in one commit. Default: 128; what one silo can hold back from the others when it dies.</summary>
    [Range(1, 1_000)]
    public int Batch { get; set; } = 128;

    /// <summary>How long a lane that found nothing waits when no bell rings: other silos' rows, retries, lost leases. Default: 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan Poll { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a lane that was rung waits for company: a busy shard commits hundreds of times a second. Default: 10 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:01")]
    public TimeSpan Linger { get; set; } = TimeSpan.FromMilliseconds(10);

    /// <summary>How long a taken row is left alone by everybody else. Default: 1 min; after a kill -9 it comes again that much later.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Longest time one delivery may take. Default: 20 s, so that a row taken last in its batch still has time to start.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:30:00")]
    public TimeSpan DeliverWithin { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Deliveries in vain after which a row becomes a dead letter. Default: 20, an hour with the waits below.</summary>
    [Range(1, 1_000)]
    public int MaxAttempts { get; set; } = 20;

    /// <summary>The wait after the first delivery in vain; it doubles with each further one. Default: 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "01:00:00")]
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest such wait. Default: 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "1.00:00:00")]
    public TimeSpan LongestRetry { get; set; } = TimeSpan.FromMinutes(5);

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
