using System.Text.Json;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;

namespace FuelGrains.WireClients;

/// <summary>A screen that follows topics of the live hub, by WebSocket at once and without negotiation, as a phone does.</summary>
public sealed class LiveScreen(Uri product, TimeProvider time)
{
    // A connection follows at most fifty topics.
    private const int TopicsEach = 50;

    // The hub takes ten calls a second.
    private static readonly TimeSpan BetweenCalls = TimeSpan.FromMilliseconds(110);

    private int _followed;

    /// <summary>Topics whose snapshot the screen has.</summary>
    public int Followed => Volatile.Read(ref _followed);

    /// <summary>Follows until it is stopped; every update is read on the thread of its connection.</summary>
    public Task FollowAsync(IEnumerable<string> topics, Action<JsonElement> read, CancellationToken stop) =>
        Task.WhenAll(topics.Chunk(TopicsEach).Select(part => FollowAsync(part, read, stop)));

    private async Task FollowAsync(string[] topics, Action<JsonElement> read, CancellationToken stop)
    {
        await using var hub = new HubConnectionBuilder()
            .WithUrl(
                new Uri(product, "/hubs/live"),
                HttpTransportType.WebSockets,
                options => options.SkipNegotiation = true
            )
            .Build();
        using var updates = hub.On("update", read);
        try
        {
            await hub.StartAsync(stop);
            foreach (var topic in topics)
            {
                await hub.InvokeAsync("Subscribe", topic, stop);
                Interlocked.Increment(ref _followed);
                await Task.Delay(BetweenCalls, time, stop);
            }
            await Task.Delay(Timeout.InfiniteTimeSpan, time, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The screen is switched off.
        }
    }
}
