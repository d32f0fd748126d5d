namespace FuelGrains.Grains.Ops.Outbox;

/// <summary>Rung after a commit that wrote effects, so that this silo delivers them now and not at its next look.</summary>
public sealed class OutboxSignal
{
    private TaskCompletionSource _next = Fresh();

    /// <summary>Completes at the next ring. Take it before looking at the rows: then no ring falls between look and wait.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    public void Ring() => Interlocked.Exchange(ref _next, Fresh()).TrySetResult();

    private static TaskCompletionSource Fresh() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
