namespace FuelGrains.GrainInterfaces.Ops;

/// <summary>Effects that could not be delivered and wait for a person.</summary>
[Alias("fuel.dead-letters")]
public interface IDeadLettersGrain : IGrainWithIntegerKey
{
    /// <summary>The latest promised first, those before <paramref name="before"/> when given.</summary>
    [Alias("list")]
    Task<ImmutableArray<DeadLetter>> ListAsync(Guid? before, int limit);

    /// <summary>Delivers it anew, under the same id and with its attempts counted from zero. False: it is no dead letter (any more).</summary>
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
