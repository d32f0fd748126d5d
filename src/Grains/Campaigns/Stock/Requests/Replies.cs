using System.Runtime.InteropServices;

namespace FuelGrains.Grains.Campaigns.Stock.Requests;

/// <summary>The replies to the requests of one call. The call is answered when the last one is known.</summary>
internal sealed class Replies<T>(int count)
{
    // Continuations run in the grain's turn: they only send answers.
    private readonly TaskCompletionSource<ImmutableArray<T>> _all = new();
    private readonly T[] _replies = new T[count];
    private int _known;

    /// <summary>Ends when every request has its reply.</summary>
    public Task<ImmutableArray<T>> All => _replies.Length == 0 ? Task.FromResult<ImmutableArray<T>>([]) : _all.Task;

    /// <summary>Gives a request its reply, once.</summary>
    public void Set(int request, T reply)
    {
        _replies[request] = reply;
        if (++_known == _replies.Length)
            _all.SetResult(ImmutableCollectionsMarshal.AsImmutableArray(_replies));
    }
}

/// <summary>The place of one reply among those of its call.</summary>
internal readonly record struct ReplyPlace<T>(Replies<T> Replies, int Request)
{
    public void Set(T reply) => Replies.Set(Request, reply);
}
