namespace FuelGrains.Load.Benchmarks.Screen;

/// <summary>
/// The values that one pump sent, in order, until the screen shows them. A value that is shown brings the earlier ones along: the board is
/// merged, so a screen that gets a later value never gets the earlier ones, and knows no less.
/// </summary>
internal sealed class PumpMessages<T>
    where T : notnull
{
    /// <summary>The limit is ten minutes of meters: a screen that is that far behind has lost them.</summary>
    private const int Most = 1_200;

    private readonly Lock _lock = new();
    private readonly Queue<(T Value, long At)> _waiting = new();
    private (bool Is, T Value) _sent;
    private (bool Is, T Value) _shown;

    /// <returns>False when the value is the one before, and no news.</returns>
    public bool Sent(T value, long at)
    {
        lock (_lock)
        {
            if (_sent.Is && _sent.Value.Equals(value))
                return false;
            _sent = (true, value);
            if (_waiting.Count < Most)
                _waiting.Enqueue((value, at));
            return true;
        }
    }

    /// <returns>The send times of the values that this one brings to the screen, its own last; none when the value is no news.</returns>
    public IReadOnlyList<long> Shown(T value)
    {
        lock (_lock)
        {
            if (_shown.Is && _shown.Value.Equals(value))
                return [];
            _shown = (true, value);
            if (!_waiting.Any(waiting => waiting.Value.Equals(value)))
                return [];
            var arrived = new List<long>(1);
            while (_waiting.TryDequeue(out var next))
            {
                arrived.Add(next.At);
                if (next.Value.Equals(value))
                    break;
            }
            return arrived;
        }
    }

    /// <summary>Returns how many values were sent between these two moments and never shown.</summary>
    public int Lost(long from, long to)
    {
        lock (_lock)
            return _waiting.Count(waiting => waiting.At >= from && waiting.At <= to);
    }
}
