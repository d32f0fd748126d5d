using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace FuelGrains.Load.Benchmarks.Screen;

/// <summary>
/// A screen that follows every station, and the times that METER and PUMP messages take from the site's socket to it. The screen speaks
/// the hub's JSON protocol over a plain WebSocket, as a mini-program does.
/// </summary>
internal sealed class ScreenSubscriber(Uri target, TimeProvider time)
{
    private const char End = '\u001e';

    // A connection follows at most fifty topics.
    private const int StationsEach = 50;

    // The hub takes ten calls a second.
    private static readonly TimeSpan BetweenCalls = TimeSpan.FromMilliseconds(110);

    private readonly ConcurrentDictionary<(Guid Station, int Pump), long> _meteredAt = new();
    private int _topics;

    public MessageDelivery<long> Meters { get; } = new(time);

    public MessageDelivery<string> States { get; } = new(time);

    /// <summary>Stations whose board the screen has.</summary>
    public int Watched => Volatile.Read(ref _topics);

    /// <summary>Pumps that sent their meter within the last second.</summary>
    public int Running => _meteredAt.Values.Count(at => time.GetElapsedTime(at) < TimeSpan.FromSeconds(1));

    public void Metered(Guid station, int pump, long ml)
    {
        _meteredAt[(station, pump)] = time.GetTimestamp();
        Meters.Send(station, pump, ml);
    }

    public void Open()
    {
        Meters.Open();
        States.Open();
    }

    public void Close()
    {
        Meters.Close();
        States.Close();
    }

    public Task RunAsync(IReadOnlyList<Guid> stations, CancellationToken stop) =>
        Task.WhenAll(stations.Chunk(StationsEach).Select(part => FollowAsync(part, stop)));

    private async Task FollowAsync(Guid[] stations, CancellationToken stop)
    {
        try
        {
            using var socket = new ClientWebSocket();
            await socket.ConnectAsync(
                new UriBuilder(new Uri(target, "/hubs/live"))
                {
                    Scheme = target.Scheme == Uri.UriSchemeHttps ? "wss" : "ws",
                }.Uri,
                stop
            );
            await SendAsync(socket, """{"protocol":"json","version":1}""", stop);
            var receiving = ReceiveAllAsync(socket, stop);
            foreach (var station in stations)
            {
                await SendAsync(
                    socket,
                    JsonSerializer.Serialize(
                        new
                        {
                            type = 1,
                            invocationId = station.ToString(),
                            target = "Subscribe",
                            arguments = new[] { $"station/{station}" },
                        }
                    ),
                    stop
                );
                await Task.Delay(BetweenCalls, time, stop);
            }
            await receiving;
        }
        catch (Exception over)
            when (stop.IsCancellationRequested && over is OperationCanceledException or WebSocketException)
        {
            // The run is over.
        }
    }

    private async Task ReceiveAllAsync(ClientWebSocket socket, CancellationToken stop)
    {
        var buffer = new byte[64 * 1024];
        using var frame = new MemoryStream();
        while (socket.State == WebSocketState.Open)
        {
            var got = await socket.ReceiveAsync(buffer.AsMemory(), stop);
            if (got.MessageType == WebSocketMessageType.Close)
                return;
            frame.Write(buffer, 0, got.Count);
            if (!got.EndOfMessage)
                continue;
            foreach (
                var message in Encoding
                    .UTF8.GetString(frame.GetBuffer(), 0, (int)frame.Length)
                    .Split(End, StringSplitOptions.RemoveEmptyEntries)
            )
                Read(message);
            frame.SetLength(0);
        }
    }

    private void Read(string message)
    {
        if (message.Contains("\"invocationId\"", StringComparison.Ordinal))
            Interlocked.Increment(ref _topics);
        if (!message.Contains("\"target\":\"update\"", StringComparison.Ordinal))
            return;
        using var read = JsonDocument.Parse(message);
        foreach (var argument in read.RootElement.GetProperty("arguments").EnumerateArray())
        {
            var board = argument.GetProperty("data");
            var station = board.GetProperty("id").GetGuid();
            foreach (var pump in board.GetProperty("pumps").EnumerateArray())
            {
                var number = pump.GetProperty("number").GetInt32();
                States.Show(station, number, State(pump.GetProperty("state").GetString()!));
                if (pump.GetProperty("volumeMl") is { ValueKind: JsonValueKind.Number } ml)
                    Meters.Show(station, number, ml.GetInt64());
            }
        }
    }

    // OpenFSC writes in-use where the product writes inUse.
    private static string State(string state) =>
        string.Concat(state.Select(c => char.IsUpper(c) ? $"-{char.ToLowerInvariant(c)}" : $"{c}"));

    private static Task SendAsync(ClientWebSocket socket, string message, CancellationToken stop) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(message + End), WebSocketMessageType.Text, endOfMessage: true, stop);
}
