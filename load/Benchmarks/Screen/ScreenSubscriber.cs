using System.Collections.Concurrent;
using System.Text.Json;

namespace FuelGrains.Load.Benchmarks.Screen;

/// <summary>A screen that follows every station, and the times that METER and PUMP messages take from the site's socket to it.</summary>
internal sealed class ScreenSubscriber(Uri target, TimeProvider time)
{
    private readonly LiveScreen _screen = new(target, time);
    private readonly ConcurrentDictionary<(Guid Station, int Pump), long> _meteredAt = new();

    public MessageDelivery<long> Meters { get; } = new(time);
    public MessageDelivery<string> States { get; } = new(time);

    /// <summary>Stations whose board the screen has.</summary>
    public int Watched => _screen.Followed;

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

    public Task RunAsync(IEnumerable<Guid> stations, CancellationToken stop) =>
        _screen.FollowAsync(stations.Select(station => $"station/{station}"), Read, stop);

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
