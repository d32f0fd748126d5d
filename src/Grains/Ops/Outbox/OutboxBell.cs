namespace FuelGrains.Grains.Ops.Outbox;

/// <summary>Rung after a commit that wrote effects, so that this silo delivers them now and not at its next look.</summary>
public sealed class OutboxBell
{
    private volatile TaskCompletionSource _next = Fresh();

    /// <summary>Completes at the next ring. Take it before looking at the rows: then no ring falls between look and wait.</summary>
    public Task Next => _next.Task;

    public void Ring()
    {
        // Two rings at once may end the same task twice; each look that follows sees both their rows.
        var rung = _next;
        _next = Fresh();
        rung.TrySetResult();
    }

    private static TaskCompletionSource Fresh() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
