namespace FuelGrains.WebFront.Orders;

/// <summary>Asks a shard until its answer is definite: the same key makes that safe.</summary>
internal static partial class IdempotentRetry
{
    // Database 3 s < grain 5 s < this: when it runs out, the customer is told that the outcome is unknown.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(7);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);

    /// <param name="ask">Static, as <paramref name="isDefinite"/> is: an order allocates no closure.</param>
    /// <param name="unknown">The answer when patience runs out.</param>
    public static async ValueTask<TReply> AskAsync<TGrain, TRequest, TReply>(
        TGrain grain,
        TRequest request,
        Func<TGrain, TRequest, Task<TReply>> ask,
        Func<TReply, bool> isDefinite,
        TReply unknown,
        TimeProvider time,
        ILogger log,
        CancellationToken aborted
    )
    {
        var started = time.GetTimestamp();
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                var asked = ask(grain, request);
                // The first attempt ends by itself in 5 s. A further one gets what is left of the patience, not 5 s more.
                var reply = await (pause == FirstPause ? asked : asked.WaitAsync(Left(started, time), time, aborted));
                if (isDefinite(reply))
                    return reply;
            }
#pragma warning disable CA1031 // a silo that died, a database that is away: unknown, whatever it was, until the key is asked again
            catch (Exception failed)
            {
                LogUnknown(log, failed.GetType().Name, failed.Message);
            }
#pragma warning restore CA1031
            if (time.GetElapsedTime(started) + pause > Patience)
                return unknown;
            await Task.Delay(pause, time, aborted);
        }
    }

    private static TimeSpan Left(long started, TimeProvider time) =>
        Patience - time.GetElapsedTime(started) is { Ticks: > 0 } left ? left : TimeSpan.Zero;

    [LoggerMessage(1, LogLevel.Warning, "An order's outcome is unknown, its key is asked again: {Kind}: {Reason}")]
    private static partial void LogUnknown(ILogger log, string kind, string reason);
}
