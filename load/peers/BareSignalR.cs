using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.SignalR;

namespace FuelGrains.Peers;

/// <summary>
/// A hub that does nothing but broadcast to groups, and an order endpoint that counts: ten times a second a topic whose counter moved
/// sends the product's payload with the new count. Nothing is kept, and nothing knows its viewers.
/// </summary>
internal static class BareSignalR
{
    public const string Role = "signalr";

    public static void AddBareSignalR(this WebApplicationBuilder builder, PeerSettings settings)
    {
        builder.Services.AddSignalR();
        builder.Services.AddSingleton(new Counters(File.ReadAllText(settings.Payload!)));
        builder.Services.AddHostedService<Broadcast>();
    }

    public static void MapBareSignalR(this WebApplication app)
    {
        app.MapHub<TopicHub>("/hubs/live");
        app.MapPost(
                Orders.Path + "/{topic}",
                (OrderRequest _, string topic, Counters counters) =>
                {
                    counters.Add("sale/" + topic);
                    return Orders.Placed(Guid.CreateVersion7());
                }
            )
            .RequireAuthorization();
    }

    /// <summary>The orders of each topic. Topics are the sales of one run.</summary>
    internal sealed class Counters(string payload)
    {
        private readonly ConcurrentDictionary<string, Counter> _counters = new();

        public IEnumerable<KeyValuePair<string, Counter>> All => _counters;

        public void Add(string topic) => Interlocked.Increment(ref _counters.GetOrAdd(topic, _ => new()).Count);

        /// <summary>The sale as the product shows it, with so many held.</summary>
        public JsonNode Sale(long held)
        {
            var sale = JsonNode.Parse(payload)!;
            sale["held"] = held;
            return sale;
        }
    }

    internal sealed class Counter
    {
        public long Count;

        /// <summary>The count that was sent last; the broadcasting loop alone uses it.</summary>
        public long Sent { get; set; }
        public long Revision { get; set; }
        public Task Sending { get; set; } = Task.CompletedTask;
    }

    internal sealed class TopicHub(Counters counters) : Hub
    {
        public async Task<object> Subscribe(string topic)
        {
            await Groups.AddToGroupAsync(Context.ConnectionId, topic, Context.ConnectionAborted);
            return new Message(topic, 1, 0, 0, TimeProvider.System.GetUtcNow(), counters.Sale(0));
        }
    }

    /// <summary>The product's message, member for member.</summary>
    internal sealed record Message(
        string Topic,
        long Epoch,
        long From,
        long To,
        DateTimeOffset ServerTime,
        JsonNode Data
    );

    private sealed class Broadcast(IHubContext<TopicHub> hub, Counters counters) : BackgroundService
    {
        private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(100);

        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            using var timer = new PeriodicTimer(Every);
            while (await timer.WaitForNextTickAsync(stoppingToken))
                foreach (var (topic, counter) in counters.All)
                    // A broadcast that is still being written holds back the next one of its topic alone.
                    if (
                        counter.Sending.IsCompleted
                        && Interlocked.Read(ref counter.Count) is var now
                        && now != counter.Sent
                    )
                        counter.Sending = SendAsync(topic, counter, now, stoppingToken);
        }

        private Task SendAsync(string topic, Counter counter, long held, CancellationToken stop)
        {
            counter.Sent = held;
            var revision = ++counter.Revision;
            var message = new Message(
                topic,
                1,
                revision - 1,
                revision,
                TimeProvider.System.GetUtcNow(),
                counters.Sale(held)
            );
            return hub.Clients.Group(topic).SendAsync("update", message, stop);
        }
    }
}
