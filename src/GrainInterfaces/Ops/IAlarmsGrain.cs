namespace FuelGrains.GrainInterfaces.Ops;

/// <summary>Alarms for manual review: one open alarm for each kind and subject, counted up when it is raised again.</summary>
[Alias("fuel.alarms")]
public interface IAlarmsGrain : IGrainWithIntegerKey
{
    /// <summary>Lists open or closed alarms, the latest first, those before <paramref name="before"/> when given.</summary>
    [Alias("list")]
    Task<ImmutableArray<AlarmView>> ListAsync(bool closed, Guid? before, int limit);

    /// <summary>Closes an alarm and returns it, closed by this call or by an earlier one. Null when no alarm has this id.</summary>
    [Alias("close")]
    Task<AlarmView?> CloseAsync(Guid id, string staff);
}

/// <param name="Seen">How often the alarm was raised while it was open.</param>
[GenerateSerializer, Immutable, Alias("fuel.alarm-view")]
public sealed record AlarmView(
    Guid Id,
    string Kind,
    string Subject,
    string Detail,
    int Seen,
    DateTimeOffset RaisedAt,
    DateTimeOffset LastAt,
    DateTimeOffset? ClosedAt,
    string? ClosedBy
);
