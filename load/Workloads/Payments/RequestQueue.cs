using System.Collections.Concurrent;

namespace FuelGrains.Load.Workloads.Payments;

/// <summary>
/// Sends all requests to the product: a bounded number at once, first come first served, and again with the same key until the reply is
/// definite. All replies go to the history.
/// </summary>
internal sealed class RequestQueue(int connections, RequestHistory history, TimeProvider time) : IDisposable
{
    /// <summary>So many attempts outlast two outages.</summary>
    private static readonly RetryPolicy Retries = new(60);

    private readonly SemaphoreSlim _connections = new(connections, connections);
    private readonly ConcurrentDictionary<Guid, bool> _unsure = new();

    public RequestHistory History => history;
    public WorkloadStatistics Statistics { get; } = new();

    /// <summary>Customers with a request for an order that once stayed without an answer.</summary>
    public IReadOnlySet<Guid> Unsure => _unsure.Keys.ToHashSet();

    /// <param name="makesOrder">Whether the request, when it is acknowledged, makes an order.</param>
    public Task<Reply> SendAsync(
        Guid customer,
        string what,
        string about,
        Func<Task<Reply>> send,
        CancellationToken stop,
        bool makesOrder = false
    )
    {
        return Retries.SendAsync(OnceAsync, time, stop);

        async Task<Reply> OnceAsync(int attempt)
        {
            await _connections.WaitAsync(stop);
            try
            {
                var sent = time.GetTimestamp();
                var reply = await send();
                Statistics.Record(what, reply, time.GetElapsedTime(sent));
                history.Record(customer, what, about, attempt, reply);
                if (makesOrder && reply.Kind == ReplyKind.Unknown)
                    _unsure[customer] = true;
                return reply;
            }
            finally
            {
                _connections.Release();
            }
        }
    }

    public void Dispose() => _connections.Dispose();
}
