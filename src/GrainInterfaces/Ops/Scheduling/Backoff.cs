namespace FuelGrains.GrainInterfaces.Ops.Scheduling;

/// <summary>Exponential back-off: each wait is twice the one before it, up to the longest.</summary>
/// <param name="First">The wait after no failure yet.</param>
/// <param name="Longest">The upper bound of every wait.</param>
public readonly record struct Backoff(TimeSpan First, TimeSpan Longest)
{
    // More doublings would overflow a TimeSpan; every longest wait is reached far earlier.
    private const int MaxDoublings = 30;

    /// <summary>The wait after so many doublings: 0 gives <see cref="First"/>.</summary>
    public TimeSpan After(int doublings)
    {
        var wait = First * Math.Pow(2, Math.Clamp(doublings, 0, MaxDoublings));
        return wait < Longest ? wait : Longest;
    }

    /// <summary>The same wait with a random half, so that rows which failed together do not come back together.</summary>
    /// <param name="chance">From 0 (half of the wait) to 1 (the whole wait).</param>
    public TimeSpan After(int doublings, double chance) => After(doublings) * (0.5 + chance / 2);
}
