namespace FuelGrains.GrainInterfaces.Ops;

/// <summary>Outbox messages that could not be delivered and wait for manual review.</summary>
[Alias("fuel.dead-letters")]
public interface IDeadLettersGrain : IGrainWithIntegerKey
{
    /// <summary>Lists dead letters, the latest message first, those before <paramref name="before"/> when given.</summary>
    [Alias("list")]
    Task<ImmutableArray<DeadLetter>> ListAsync(Guid? before, int limit);

    /// <summary>
    /// Delivers a dead letter anew, under the same id and with its attempts counted from zero. False: there is no such dead letter.
    /// </summary>
    [Alias("replay")]
    Task<bool> ReplayAsync(Guid id, string staff);
}

[GenerateSerializer, Immutable, Alias("fuel.dead-letter")]
public sealed record DeadLetter(
    Guid Id,
    string Kind,
    string Subject,
    string Body,
    DateTimeOffset CreatedAt,
    DateTimeOffset DiedAt,
    int Attempts,
    string? LastError
);
