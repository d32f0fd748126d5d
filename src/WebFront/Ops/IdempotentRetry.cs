using FuelGrains.GrainInterfaces.Ops.Scheduling;

namespace FuelGrains.WebFront.Ops;

/// <summary>Repeats a request until its reply is definite. The request carries an idempotency key, so a repetition is safe.</summary>
internal static partial class IdempotentRetry
{
    // Database 3 s < grain 5 s < this deadline: afterwards the customer is told that the outcome is unknown.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(7);
    private static readonly Backoff Pauses = new(TimeSpan.FromMilliseconds(25), TimeSpan.FromMilliseconds(500));

    /// <param name="send">A static function, as <paramref name="isDefinite"/> is: an order allocates no closure.</param>
    /// <param name="unknown">The reply when the deadline is over.</param>
    public static async ValueTask<TReply> SendAsync<TGrain, TRequest, TReply>(
        TGrain grain,
        TRequest request,
        Func<TGrain, TRequest, Task<TReply>> send,
        Func<TReply, bool> isDefinite,
        TReply unknown,
        TimeProvider time,
        ILogger log,
        CancellationToken aborted
    )
    {
        var started = time.GetTimestamp();
        for (var attempt = 0; ; attempt++)
        {
            var pause = Pauses.After(attempt);
            try
            {
                var sent = send(grain, request);
                // The first attempt ends by itself in 5 s. A further attempt gets the time that is left, not 5 s more.
                var reply = await (attempt == 0 ? sent : sent.WaitAsync(Left(started, time), time, aborted));
                if (isDefinite(reply))
                    return reply;
            }
#pragma warning disable CA1031 // a silo died or the database is away: the outcome is unknown until the key is sent again
            catch (Exception failed)
            {
                LogUnknown(log, failed.GetType().Name, failed.Message);
            }
#pragma warning restore CA1031
            if (time.GetElapsedTime(started) + pause > Deadline)
                return unknown;
            await Task.Delay(pause, time, aborted);
        }
    }

    private static TimeSpan Left(long started, TimeProvider time) =>
        Deadline - time.GetElapsedTime(started) is { Ticks: > 0 } left ? left : TimeSpan.Zero;

    [LoggerMessage(1, LogLevel.Warning, "An order's outcome is unknown, its key is sent again: {Kind}: {Reason}")]
    private static partial void LogUnknown(ILogger log, string kind, string reason);
}
