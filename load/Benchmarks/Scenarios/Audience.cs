namespace FuelGrains.Load.Benchmarks.Scenarios;

internal delegate bool SaysSo(ReadOnlySpan<byte> message);

/// <summary>Viewers who do what pages do: a client that is told to take a snapshot asks for it at once.</summary>
internal sealed class Audience
{
    private readonly ViewerFleet _fleet;
    private readonly int[] _asked;
    private readonly bool[] _seen;
    private readonly TimeProvider _time;
    private readonly CancellationToken _stop;
    private SaysSo _says = _ => false;
    private long _resyncs;

    /// <param name="topics">What each viewer has asked for by now.</param>
    public Audience(ViewerFleet fleet, int topics, TimeProvider time, CancellationToken stop)
    {
        (_fleet, _time, _stop) = (fleet, time, stop);
        _asked = [.. Enumerable.Repeat(topics, fleet.Viewers.Count)];
        _seen = new bool[fleet.Viewers.Count];
        for (var i = 0; i < fleet.Viewers.Count; i++)
        {
            var viewer = i;
            fleet.Viewers[i].Also = message => Read(viewer, message);
        }
    }

    /// <summary>Snapshots that viewers were told to take.</summary>
    public long Resyncs => Interlocked.Read(ref _resyncs);

    /// <summary>Returns a question: has every viewer read such a message since now, and the snapshots that it asked for?</summary>
    public Func<bool> Await(SaysSo says)
    {
        Array.Clear(_seen);
        Volatile.Write(ref _says, says);
        return () =>
        {
            for (var i = 0; i < _seen.Length; i++)
                if (!Volatile.Read(ref _seen[i]) || _fleet.Viewers[i].Socket.Answered < Volatile.Read(ref _asked[i]))
                    return false;
            return true;
        };
    }

    private void Read(int viewer, ReadOnlySpan<byte> message)
    {
        if (SaleMessage.IsResync(message))
        {
            Interlocked.Increment(ref _resyncs);
            Volatile.Write(ref _asked[viewer], _asked[viewer] + 1);
            _ = AskAsync(viewer, SaleMessage.Topic(message), SaleMessage.Delay(message));
        }
        else if (Volatile.Read(ref _says)(message))
            Volatile.Write(ref _seen[viewer], true);
    }

    // The server spreads the snapshots of a crowd, and clients wait as long as they are told.
    private async Task AskAsync(int viewer, string? topic, TimeSpan delay)
    {
        try
        {
            await Task.Delay(delay, _time, _stop);
            await _fleet.Viewers[viewer].Socket.SubscribeAsync(topic ?? "me", _stop);
        }
        catch (Exception ended) when (ended is OperationCanceledException or System.Net.WebSockets.WebSocketException)
        {
            // The connection's reader counts its end.
        }
    }
}
