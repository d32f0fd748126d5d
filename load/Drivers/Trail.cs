namespace FuelGrains.Load.Drivers;

/// <summary>
/// What one pump said, one value after the other, until the screen shows it. A value that is shown brings those before it along: a
/// screen that is told a later one was never going to be told them, and knows no less.
/// </summary>
internal sealed class Trail<T>
    where T : notnull
{
    /// <summary>Ten minutes of meters; a screen that is that far behind has lost them.</summary>
    private const int Most = 1_200;

    private readonly Lock _lock = new();
    private readonly Queue<(T Value, long At)> _waiting = new();
    private (bool Is, T Value) _sent;
    private (bool Is, T Value) _shown;

    /// <summary>False: it is what was said before, and no news.</summary>
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

    /// <summary>When those were sent that this brings to the screen, the shown one last; none when it is no news.</summary>
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

    /// <summary>Said between these two moments, and never shown.</summary>
    public int Lost(long from, long to)
    {
        lock (_lock)
            return _waiting.Count(waiting => waiting.At >= from && waiting.At <= to);
    }
}
