using System.Net.WebSockets;

namespace FuelGrains.Load.Benchmarks.Viewers;

/// <summary>Connections that follow topics of one server and read whatever comes.</summary>
internal sealed class ViewerFleet : IAsyncDisposable
{
    private const int ConnectedAtOnce = 64;
    private const int SlowReadersBuffer = 4 * 1024;

    /// <summary>The period of SignalR's own clients; the hub drops a client that is silent for 30 s.</summary>
    private static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan SubscribedWithin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(20);

    private readonly CancellationTokenSource _over = new();
    private readonly List<Task> _tasks = [];
    private readonly TimeProvider _time;
    private Viewer[] _viewers = [];
    private int _lost;

    private ViewerFleet(TimeProvider time) => _time = time;

    public IReadOnlyList<Viewer> Viewers => _viewers;
    public long Messages => _viewers.Sum(viewer => viewer.Messages);

    /// <summary>Connections that ended before the fleet did.</summary>
    public int Lost => Volatile.Read(ref _lost);

    /// <summary>Connects viewers, and returns when each has the snapshot of each topic.</summary>
    /// <param name="tokens">The viewer's token; null: a stranger.</param>
    public static Task<ViewerFleet> ConnectAsync(
        Uri server,
        int count,
        IReadOnlyList<string> topics,
        Func<int, string?> tokens,
        TimeProvider time,
        CancellationToken stop
    ) => ConnectAsync(server, count, topics, tokens, reads: true, time, stop);

    /// <summary>Connects sockets with small buffers that never read after their first snapshots.</summary>
    public static Task<ViewerFleet> ConnectSlowAsync(
        Uri server,
        int count,
        IReadOnlyList<string> topics,
        TimeProvider time,
        CancellationToken stop
    ) => ConnectAsync(server, count, topics, _ => null, reads: false, time, stop);

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await Task.WhenAll(_tasks);
        foreach (var viewer in _viewers)
            await viewer.Socket.DisposeAsync();
        _over.Dispose();
    }

    private static async Task<ViewerFleet> ConnectAsync(
        Uri server,
        int count,
        IReadOnlyList<string> topics,
        Func<int, string?> tokens,
        bool reads,
        TimeProvider time,
        CancellationToken stop
    )
    {
        var fleet = new ViewerFleet(time);
        try
        {
            fleet._viewers = await Progress.SelectAsync(
                [.. Enumerable.Range(0, count)],
                ConnectedAtOnce,
                "viewers connected",
                async (i, cancel) =>
                    new Viewer(
                        await HubSocket.ConnectAsync(server, tokens(i), reads ? null : SlowReadersBuffer, cancel)
                    ),
                time,
                stop
            );
            foreach (var viewer in fleet._viewers)
            {
                if (reads)
                    fleet._tasks.Add(Task.Run(() => fleet.ReadAsync(viewer), stop));
                foreach (var topic in topics)
                    await viewer.Socket.SubscribeAsync(topic, stop);
                while (!reads && viewer.Socket.Answered < topics.Count)
                    await viewer.Socket.ReadAsync(_ => { }, stop);
            }
            var ready = () => Task.FromResult(fleet._viewers.All(v => v.Socket.Answered >= topics.Count));
            if (!await time.UntilAsync(PollEvery, SubscribedWithin, ready, stop))
                throw new CannotRunException(
                    $"Not every viewer has its snapshots; {fleet.Lost:N0} connections were lost."
                );
            if (reads)
                fleet._tasks.Add(Task.Run(fleet.PingAsync, stop));
            return fleet;
        }
        catch
        {
            await fleet.DisposeAsync();
            throw;
        }
    }

    private async Task ReadAsync(Viewer viewer)
    {
        try
        {
            await viewer.Socket.ReadAllAsync(viewer.Read, _over.Token);
        }
        catch (Exception ended)
            when (ended is OperationCanceledException or WebSocketException or ObjectDisposedException)
        {
            // Every end but the fleet's own counts.
        }
        if (!_over.IsCancellationRequested)
            Interlocked.Increment(ref _lost);
    }

    private async Task PingAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(PingEvery, _time, _over.Token);
                foreach (var viewer in _viewers.Where(v => v.Socket.IsOpen))
                    await viewer.Socket.PingAsync(_over.Token);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or WebSocketException)
        {
            // The fleet ends, or a connection ended between the look and the ping: its reader counts it.
        }
    }
}

/// <summary>A connection of a fleet, with what it saw.</summary>
internal sealed class Viewer(HubSocket socket)
{
    private long _messages;

    public HubSocket Socket => socket;
    public long Messages => Volatile.Read(ref _messages);

    /// <summary>Does what a scenario needs with each message.</summary>
    public ReadHubMessage? Also { get; set; }

    public void Read(ReadOnlySpan<byte> message)
    {
        Volatile.Write(ref _messages, _messages + 1);
        Also?.Invoke(message);
    }
}
