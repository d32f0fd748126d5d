using FuelGrains.Load.Burst;
using FuelGrains.Load.Clients;

namespace FuelGrains.Load.Storm;

/// <summary>
/// The way of every request to the product: a bounded number at once, first come first served, and again with the same key until the
/// answer is definite.
/// </summary>
internal sealed class Phones(int connections, RetryLimits retries, StormTally tally, History history, TimeProvider time)
    : IDisposable
{
    private readonly SemaphoreSlim lanes = new(connections, connections);

    public async Task<Reply> AskAsync(
        Guid customer,
        string what,
        string about,
        Func<CancellationToken, Task<Reply>> send,
        CancellationToken stop
    )
    {
        for (var attempt = 1; ; attempt++)
        {
            var reply = await OnceAsync(what, send, stop);
            history.Told(customer, what, about, attempt, reply);
            // "Not started" binds nothing: who pressed a moment too early presses again, with the same key.
            var definite = reply.Kind != AnswerKind.Unknown && reply.Slug != "not-started";
            if (definite || attempt == retries.Attempts)
                return reply;
            await Task.Delay(RetryLimits.Before(attempt, reply.RetryAfter), time, stop);
        }
    }

    public void Dispose() => lanes.Dispose();

    private async Task<Reply> OnceAsync(string what, Func<CancellationToken, Task<Reply>> send, CancellationToken stop)
    {
        await lanes.WaitAsync(stop);
        try
        {
            var sent = time.GetTimestamp();
            var reply = await send(stop);
            tally.Record(what, reply, time.GetElapsedTime(sent));
            return reply;
        }
        finally
        {
            lanes.Release();
        }
    }
}
