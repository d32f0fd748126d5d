namespace FuelGrains.Load.Workloads.Payments;

/// <summary>
/// Sends all requests to the product: a bounded number at once, first come first served, and again with the same key until the reply is
/// definite. All replies go to the history.
/// </summary>
internal sealed class RequestQueue(
    int connections,
    WorkloadStatistics statistics,
    RequestHistory history,
    TimeProvider time
) : IDisposable
{
    /// <summary>So many attempts outlast two outages.</summary>
    private const int Attempts = 60;

    private readonly SemaphoreSlim _connections = new(connections, connections);

    public async Task<Reply> SendAsync(
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
            history.Record(customer, what, about, attempt, reply);
            // "Not started" has no effect: a customer who came a moment too early sends the same key again.
            var definite = reply.Kind != ReplyKind.Unknown && reply.Slug != "not-started";
            if (definite || attempt == Attempts)
                return reply;
            await Task.Delay(RetryPolicy.Before(attempt, reply.RetryAfter), time, stop);
        }
    }

    public void Dispose() => _connections.Dispose();

    private async Task<Reply> OnceAsync(string what, Func<CancellationToken, Task<Reply>> send, CancellationToken stop)
    {
        await _connections.WaitAsync(stop);
        try
        {
            var sent = time.GetTimestamp();
            var reply = await send(stop);
            statistics.Record(what, reply, time.GetElapsedTime(sent));
            return reply;
        }
        finally
        {
            _connections.Release();
        }
    }
}
