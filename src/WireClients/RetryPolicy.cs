namespace FuelGrains.WireClients;

/// <summary>How a phone repeats a request whose outcome is unknown: a bounded number of times, and slower each time.</summary>
/// <param name="Slower">False: the waits do not grow, because how long the answer takes is measured.</param>
public sealed record RetryPolicy(int Attempts, bool Slower = true)
{
    public static readonly RetryPolicy WithoutEnd = new(int.MaxValue);

    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    /// <summary>Sends the same request again until the reply is definite; returns the last reply.</summary>
    /// <param name="send">Takes the number of the attempt, from 1.</param>
    public async Task<Reply> SendAsync(Func<int, Task<Reply>> send, TimeProvider time, CancellationToken stop)
    {
        for (var attempt = 1; ; attempt++)
        {
            var reply = await send(attempt);
            if (reply.IsDefinite || attempt == Attempts)
                return reply;
            await Task.Delay(Before(Slower ? attempt : 1, reply.RetryAfter), time, stop);
        }
    }

    /// <summary>
    /// Doubles from attempt to attempt, waits at least as long as the answer asked for, and is jittered, so that repetitions do not arrive
    /// all at once.
    /// </summary>
    public static TimeSpan Before(int attempt, TimeSpan? retryAfter)
    {
        var doubled = First * Math.Pow(2, Math.Min(attempt, 10));
        var asked = retryAfter ?? TimeSpan.Zero;
        var wait = doubled > asked ? doubled : asked;
        return (wait < Longest ? wait : Longest) * (0.75 + (Random.Shared.NextDouble() / 2));
    }
}
