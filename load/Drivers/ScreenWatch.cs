using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using FuelGrains.Load.Reports;

namespace FuelGrains.Load.Drivers;

/// <summary>
/// A screen that looks at every station: how long a meter's figure and a pump's state take from the site's socket to it. The hub's JSON
/// protocol over a plain WebSocket, as a mini-program speaks it.
/// </summary>
internal sealed class ScreenWatch(Uri target, TimeProvider time)
{
    private const char End = '\u001e';

    // A connection follows at most fifty topics.
    private const int StationsEach = 50;

    // The hub takes ten calls a second.
    private static readonly TimeSpan BetweenCalls = TimeSpan.FromMilliseconds(110);

    private readonly ConcurrentDictionary<(Guid Station, int Pump), long> _meteredAt = new();
    private int _topics;

    public Seen<long> Meters { get; } = new(time);

    public Seen<string> States { get; } = new(time);

    /// <summary>Stations whose board it has.</summary>
    public int Watched => Volatile.Read(ref _topics);

    /// <summary>Pumps that told their meter within the last second.</summary>
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
        Task.WhenAll(stations.Chunk(StationsEach).Select(part => WatchAsync(part, stop)));

    private async Task WatchAsync(Guid[] stations, CancellationToken stop)
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
            await SayAsync(socket, """{"protocol":"json","version":1}""", stop);
            var hearing = HearAsync(socket, stop);
            foreach (var station in stations)
            {
                await SayAsync(
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
            await hearing;
        }
        catch (Exception over)
            when (stop.IsCancellationRequested && over is OperationCanceledException or WebSocketException)
        {
            // The run is over.
        }
    }

    private async Task HearAsync(ClientWebSocket socket, CancellationToken stop)
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
                Take(message);
            frame.SetLength(0);
        }
    }

    private void Take(string message)
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

    // OpenFSC's word for the product's: inUse is in-use.
    private static string State(string state) =>
        string.Concat(state.Select(c => char.IsUpper(c) ? $"-{char.ToLowerInvariant(c)}" : $"{c}"));

    private static Task SayAsync(ClientWebSocket socket, string message, CancellationToken stop) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(message + End), WebSocketMessageType.Text, endOfMessage: true, stop);
}
