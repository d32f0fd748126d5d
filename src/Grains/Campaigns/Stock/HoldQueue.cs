namespace FuelGrains.Grains.Campaigns.Stock;

/// <summary>
/// Holds by the time they run out. In a flash sale they come in that order; in a group-buy campaign a team's deadline may
/// end a later hold first, which costs a heap.
/// </summary>
/// <param name="inAnyOrder">True in a group-buy campaign.</param>
/// <param name="latestPayByMs">The latest time until which an order was held, in milliseconds since 1970; zero for none.</param>
internal sealed class HoldQueue(OrderSlots orders, bool inAnyOrder, long latestPayByMs)
{
    private readonly SlotRuns _inOrder = new();
    private readonly PriorityQueue<int, long>? _byTime = inAnyOrder ? new() : null;
    private long _latestPayByMs = latestPayByMs;

    /// <summary>
    /// Until when a new hold of a flash sale lasts: never earlier than the hold before it, so that the queue stays in order when the
    /// clock steps back.
    /// </summary>
    public long NextPayByMs(DateTimeOffset wanted) =>
        _latestPayByMs = Math.Max(_latestPayByMs, wanted.ToUnixTimeMilliseconds());

    public void Enqueue(int order)
    {
        orders[order].IsQueued = true;
        if (_byTime is null)
            _inOrder.Enqueue(order);
        else
            _byTime.Enqueue(order, orders[order].PayByMs);
    }

    /// <summary>The open hold that runs out first. Holds that ended out of turn stay queued until they reach the head.</summary>
    public int? First()
    {
        while (_byTime is null ? _inOrder.TryPeek(out var next) : _byTime.TryPeek(out next, out _))
        {
            if (orders[next].IsOpenHold)
                return next;
            Dequeue();
        }
        return null;
    }

    /// <summary>When the first open hold runs out; null when there is none.</summary>
    public DateTimeOffset? FirstReturn() => First() is { } next ? orders[next].PayBy : null;

    public void Dequeue() => orders[_byTime?.Dequeue() ?? _inOrder.Dequeue()].IsQueued = false;
}

/// <summary>A queue of slots. Slots that follow one another, as those of new orders do, are one entry however many they are.</summary>
internal sealed class SlotRuns
{
    private readonly Queue<Run> _between = new();
    private Run _first;
    private Run _last;

    public void Enqueue(int slot)
    {
        if (!_last.IsEmpty && _last.End == slot)
        {
            _last.End++;
            return;
        }
        if (!_last.IsEmpty)
            _between.Enqueue(_last);
        _last = new() { Next = slot, End = slot + 1 };
    }

    public bool TryPeek(out int slot)
    {
        if (_first.IsEmpty && !_between.TryDequeue(out _first))
            (_first, _last) = (_last, default);
        slot = _first.Next;
        return !_first.IsEmpty;
    }

    public int Dequeue() => TryPeek(out _) ? _first.Next++ : throw new InvalidOperationException("The queue is empty.");

    private struct Run
    {
        public int Next;
        public int End;

        public readonly bool IsEmpty => Next == End;
    }
}
