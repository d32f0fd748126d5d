namespace FuelGrains.GrainInterfaces.Ops;

/// <summary>What a person should look at: one open alarm a kind and subject, counted when it is seen again.</summary>
[Alias("fuel.alarms")]
public interface IAlarmsGrain : IGrainWithIntegerKey
{
    /// <summary>Open or closed ones, the latest raised first, those before <paramref name="before"/> when given.</summary>
    [Alias("list")]
    Task<ImmutableArray<AlarmView>> ListAsync(bool closed, Guid? before, int limit);

    /// <summary>The alarm, closed by now: by this call or by an earlier one, as it says. Null when there is none of that id.</summary>
    [Alias("close")]
    Task<AlarmView?> CloseAsync(Guid id, string staff);
}

/// <param name="Seen">How often it was raised while it was open.</param>
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
