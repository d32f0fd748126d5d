namespace FuelGrains.WeChatSimulator.Ops;

/// <summary>How many requests of an operation the simulator takes in a second, as WeChat's frequency limits do.</summary>
internal sealed class CallLimits(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Window> _windows = [];

    /// <param name="perSecond">Null ends the limit.</param>
    public void Set(string operation, int? perSecond)
    {
        lock (_lock)
            if (perSecond is { } limit)
                _windows[operation] = new(limit);
            else
                _windows.Remove(operation);
    }

    /// <summary>Counts a request. False: the second's limit is used up.</summary>
    public bool TryTake(string operation)
    {
        lock (_lock)
            return !_windows.TryGetValue(operation, out var window)
                || window.TryTake(time.GetUtcNow().ToUnixTimeSeconds());
    }

    private sealed class Window(int limit)
    {
        private long _second;
        private int _taken;

        public bool TryTake(long second)
        {
            if (second != _second)
                (_second, _taken) = (second, 0);
            return ++_taken <= limit;
        }
    }
}
