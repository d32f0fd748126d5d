namespace FuelGrains.Grains.Campaigns.Stock;

/// <summary>
/// Holds by the time they run out. In a flash sale they come in that order; in a group-buy campaign a team's deadline may
/// end a later hold first, which costs a heap.
/// </summary>
internal sealed class HoldQueue
{
    private readonly Queue<int> _inOrder = new();
    private PriorityQueue<int, long>? _byTime;

    /// <summary>Before the first hold.</summary>
    public void AllowAnyOrder() => _byTime = new();

    public void Enqueue(int order, long payByMs)
    {
        if (_byTime is null)
            _inOrder.Enqueue(order);
        else
            _byTime.Enqueue(order, payByMs);
    }

    public bool TryPeek(out int order) =>
        _byTime is null ? _inOrder.TryPeek(out order) : _byTime.TryPeek(out order, out _);

    public void Dequeue()
    {
        if (_byTime is null)
            _inOrder.Dequeue();
        else
            _byTime.Dequeue();
    }
}
