namespace FuelGrains.Load.Burst;

/// <summary>How a phone repeats a press: bounded, and slower each time.</summary>
internal sealed record RetryLimits(int Attempts)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    /// <summary>Doubles, but waits at least as long as the answer asked for; spread, so that repeats do not come as a second burst.</summary>
    public static TimeSpan Before(int attempt, TimeSpan? retryAfter)
    {
        var doubled = First * Math.Pow(2, Math.Min(attempt, 10));
        var asked = retryAfter ?? TimeSpan.Zero;
        var wait = doubled > asked ? doubled : asked;
        return (wait < Longest ? wait : Longest) * (0.75 + (Random.Shared.NextDouble() / 2));
    }
}
