using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;

namespace FuelGrains.Load.Benchmarks.Screen;

/// <summary>
/// A screen that follows every station over the hub's WebSockets, and the times that METER and PUMP messages take from the site's socket
/// to it.
/// </summary>
internal sealed class ScreenSubscriber(Uri target, TimeProvider time)
{
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
        await using var hub = new HubConnectionBuilder()
            .WithUrl(
                new Uri(target, "/hubs/live"),
                HttpTransportType.WebSockets,
                options => options.SkipNegotiation = true
            )
            .Build();
        using var updates = hub.On<JsonElement>("update", Read);
        try
        {
            await hub.StartAsync(stop);
            foreach (var station in stations)
            {
                await hub.InvokeAsync("Subscribe", $"station/{station}", stop);
                Interlocked.Increment(ref _topics);
                await Task.Delay(BetweenCalls, time, stop);
            }
            await Task.Delay(Timeout.InfiniteTimeSpan, time, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The run is over.
        }
    }

    private void Read(JsonElement update)
    {
        var board = update.GetProperty("data");
        var station = board.GetProperty("id").GetGuid();
        foreach (var pump in board.GetProperty("pumps").EnumerateArray())
        {
            var number = pump.GetProperty("number").GetInt32();
            States.Show(station, number, State(pump.GetProperty("state").GetString()!));
            if (pump.GetProperty("volumeMl") is { ValueKind: JsonValueKind.Number } ml)
                Meters.Show(station, number, ml.GetInt64());
        }
    }

    // OpenFSC writes in-use where the product writes inUse.
    private static string State(string state) =>
        string.Concat(state.Select(c => char.IsUpper(c) ? $"-{char.ToLowerInvariant(c)}" : $"{c}"));
}
