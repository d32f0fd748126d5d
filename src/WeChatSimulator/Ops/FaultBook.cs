namespace FuelGrains.WeChatSimulator.Ops;

/// <summary>Keeps the faults that tests requested. The oldest that strikes wins.</summary>
internal sealed class FaultBook(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly List<Fault> _faults = [];
    private int _lastId;

    public IReadOnlyList<Fault> All
    {
        get
        {
            lock (_lock)
                return [.. _faults];
        }
    }

    public int Add(FaultOrder order)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            _faults.RemoveAll(f => f.IsOver(now));
            _faults.Add(new(++_lastId, order, order.ForMs is { } ms ? now.AddMilliseconds(ms) : null));
            return _lastId;
        }
    }

    public void Remove(int? id)
    {
        lock (_lock)
            _faults.RemoveAll(f => id is null || f.Id == id);
    }

    /// <summary>Returns the fault of this call; mostly none.</summary>
    public FaultOrder? Strike(string operation)
    {
        lock (_lock)
        {
            if (_faults.Count == 0)
                return null;
            var now = time.GetUtcNow();
            foreach (var fault in _faults)
            {
                if (
                    fault.Order.Operation != operation
                    || fault.IsOver(now)
                    || Random.Shared.NextDouble() >= (fault.Order.Probability ?? 1)
                )
                    continue;
                fault.Hits++;
                return fault.Order;
            }
            return null;
        }
    }
}
