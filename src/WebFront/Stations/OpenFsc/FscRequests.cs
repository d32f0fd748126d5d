using System.Globalization;

namespace FuelGrains.WebFront.Stations.OpenFsc;

/// <summary>Requests to a site that wait for its OK or ERR, by tag. Bounded; each ends by its deadline at the latest.</summary>
internal sealed class FscRequests(int most, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Pending> _pending = [];
    private long _next;
    private bool _closed;

    private sealed record Pending(TaskCompletionSource<int> Answer, long Began, TimeSpan Within);

    /// <summary>A fresh tag and its answer; null when too many wait, or the session is over.</summary>
    public (string Tag, Task<int> Answer)? Begin(TimeSpan within)
    {
        lock (_lock)
        {
            if (_closed || _pending.Count >= most)
                return null;
            var tag = "S" + _next++.ToString(CultureInfo.InvariantCulture);
            var answer = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
            _pending[tag] = new(answer, time.GetTimestamp(), within);
            return (tag, answer.Task);
        }
    }

    /// <summary>False when no request waits for the tag: the answer was late, or the tag is made up.</summary>
    public bool Answer(string tag, int code)
    {
        lock (_lock)
            return _pending.Remove(tag, out var pending) && pending.Answer.TrySetResult(code);
    }

    public void Expire()
    {
        lock (_lock)
            foreach (var (tag, pending) in _pending)
                if (time.GetElapsedTime(pending.Began) > pending.Within)
                    Answer(tag, SiteCode.NoAnswer);
    }

    /// <summary>Ends every request without an answer, because the connection is gone. The site may have executed any of them.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            foreach (var pending in _pending.Values)
                pending.Answer.TrySetResult(SiteCode.NoAnswer);
            _pending.Clear();
        }
    }
}
