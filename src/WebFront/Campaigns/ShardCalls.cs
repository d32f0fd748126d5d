namespace FuelGrains.WebFront.Campaigns;

/// <summary>
/// Sends this node's requests to a shard in the order in which they came. Requests that come while calls are on their way wait, and leave
/// together in the next call: a call costs as much as a request does, and calls that leave at the same time arrive in any order.
/// </summary>
/// <param name="call">Sends several requests; a reply for each.</param>
/// <param name="refusal">The reply to a request that was not sent.</param>
internal sealed class ShardCalls<TRequest, TReply>(
    Func<ImmutableArray<TRequest>, Task<ImmutableArray<TReply>>> call,
    Func<HoldOutcome, TReply> refusal,
    TimeProvider time
)
{
    /// <summary>Calls that are on their way at once: while the shard answers one, it has the next one's requests already.</summary>
    private const int MaxCalls = 2;

    /// <summary>Requests of one call, some 60 bytes each.</summary>
    private const int MaxTogether = 256;

    /// <summary>
    /// Callers whom one thread answers in turn: to hand each answer to a thread of its own costs as much as the answer does.
    /// </summary>
    private const int AnsweredInTurn = 16;

    /// <summary>Requests that wait; one more is refused.</summary>
    private const int MaxWaiting = 20_000;

    // A call ends by itself in 5 s, and a customer is answered after 7 s at the latest.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly Queue<Waiting> _waiting = new();
    private int _calls;

    /// <summary>Sends a request, at once when few are on their way.</summary>
    /// <returns>
    /// The shard's reply; <see cref="HoldOutcome.Busy"/> when too many wait, <see cref="HoldOutcome.Retry"/> when the request waited too
    /// long to be sent. Fails as its call fails: the outcome is unknown then.
    /// </returns>
    public Task<TReply> SendAsync(TRequest request)
    {
        var waiting = new Waiting(request, time.GetTimestamp());
        lock (_lock)
        {
            if (_waiting.Count >= MaxWaiting)
                return Task.FromResult(refusal(HoldOutcome.Busy));
            _waiting.Enqueue(waiting);
            if (_calls == MaxCalls)
                return waiting.Task;
            _calls++;
        }
        _ = CallWhileSomebodyWaitsAsync();
        return waiting.Task;
    }

    private async Task CallWhileSomebodyWaitsAsync()
    {
        while (Take() is { Length: > 0 } together)
            await CallAsync(together);
    }

    private async Task CallAsync(Waiting[] together)
    {
        try
        {
            var replies = await call([.. together.Select(waiting => waiting.Request)]);
            for (var first = 0; first < together.Length; first += AnsweredInTurn)
                ThreadPool.UnsafeQueueUserWorkItem(AnswerInTurn, (together, replies, first), preferLocal: false);
        }
#pragma warning disable CA1031 // whatever went wrong, each caller hears of it and asks again by key
        catch (Exception error)
        {
            foreach (var waiting in together)
                _ = Task.Run(() => waiting.SetException(error));
        }
#pragma warning restore CA1031
    }

    private static void AnswerInTurn((Waiting[] Together, ImmutableArray<TReply> Replies, int First) part)
    {
        var end = Math.Min(part.First + AnsweredInTurn, part.Together.Length);
        for (var i = part.First; i < end; i++)
            part.Together[i].SetResult(part.Replies[i]);
    }

    // The requests of the next call; none when nobody waits, and then this call gives its place back.
    private Waiting[] Take()
    {
        lock (_lock)
        {
            while (_waiting.TryPeek(out var late) && time.GetElapsedTime(late.Since) > LongestWait)
            {
                _waiting.Dequeue();
                _ = Task.Run(() => late.SetResult(refusal(HoldOutcome.Retry)));
            }
            var together = new Waiting[Math.Min(_waiting.Count, MaxTogether)];
            for (var i = 0; i < together.Length; i++)
                together[i] = _waiting.Dequeue();
            if (together.Length == 0)
                _calls--;
            return together;
        }
    }

    // The caller goes on where the reply is set.
    private sealed class Waiting(TRequest request, long since) : TaskCompletionSource<TReply>
    {
        public TRequest Request => request;
        public long Since => since;
    }
}
