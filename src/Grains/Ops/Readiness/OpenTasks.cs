namespace FuelGrains.Grains.Ops.Readiness;

/// <summary>
/// The tasks of a start that are not done yet. A silo with one is not ready: until the first member of staff is written, nobody can log in.
/// </summary>
public sealed class OpenTasks
{
    private int _count;

    public bool Any => Volatile.Read(ref _count) > 0;

    public void Add() => Interlocked.Increment(ref _count);

    public void Done() => Interlocked.Decrement(ref _count);
}
