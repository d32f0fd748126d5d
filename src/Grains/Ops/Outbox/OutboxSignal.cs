namespace FuelGrains.Grains.Ops.Outbox;

/// <summary>Set after a commit that wrote messages, so that this silo delivers them at once and not at its next poll.</summary>
public sealed class OutboxSignal
{
    private TaskCompletionSource _next = Fresh();

    /// <summary>
    /// Completes when the signal is set next. A worker reads this property before it polls, so no signal is lost in between.
    /// </summary>
    public Task Next => Volatile.Read(ref _next).Task;

    public void Set() => Interlocked.Exchange(ref _next, Fresh()).TrySetResult();

    private static TaskCompletionSource Fresh() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
