using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;

namespace FuelGrains.WebFront.Tests.Live;

/// <summary>A subscriber that connects as a phone does: by WebSocket at once, without negotiation.</summary>
public sealed class LiveClient : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private readonly HubConnection _hub;
    private readonly Channel<JsonElement> _updates = Channel.CreateUnbounded<JsonElement>();
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private LiveClient(HubConnection hub)
    {
        _hub = hub;
        hub.On<JsonElement>("update", update => _updates.Writer.TryWrite(update));
        hub.On<JsonElement>("resync", resync => _updates.Writer.TryWrite(resync));
        hub.On<JsonElement>("ended", ended => _updates.Writer.TryWrite(ended));
        hub.On<JsonElement>("reconnect", reconnect => _updates.Writer.TryWrite(reconnect));
        hub.Closed += _ =>
        {
            _closed.TrySetResult();
            return Task.CompletedTask;
        };
    }

    public Task Closed => _closed.Task.WaitAsync(Deadline, TestContext.Current.CancellationToken);

    public static Task<LiveClient> ConnectAsync(ProductFixture product, string? token = null) =>
        ConnectAsync(product.Address, token);

    public static async Task<LiveClient> ConnectAsync(Uri address, string? token = null)
    {
        var hub = new HubConnectionBuilder()
            .WithUrl(
                new Uri(address, "/hubs/live"),
                options =>
                {
                    options.SkipNegotiation = true;
                    options.Transports = HttpTransportType.WebSockets;
                    if (token is not null)
                        options.AccessTokenProvider = () => Task.FromResult<string?>(token);
                }
            )
            .Build();
        var client = new LiveClient(hub);
        await hub.StartAsync(TestContext.Current.CancellationToken);
        return client;
    }

    public Task<JsonElement> SubscribeAsync(string topic) =>
        _hub.InvokeAsync<JsonElement>("Subscribe", topic, TestContext.Current.CancellationToken);

    public Task UnsubscribeAsync(string topic) =>
        _hub.InvokeAsync("Unsubscribe", topic, TestContext.Current.CancellationToken);

    public Task InvokeAsync(string method, params object?[] arguments) =>
        _hub.InvokeCoreAsync(method, arguments, TestContext.Current.CancellationToken);

    public async Task<JsonElement> NextAsync() =>
        await _updates
            .Reader.ReadAsync(TestContext.Current.CancellationToken)
            .AsTask()
            .WaitAsync(Deadline, TestContext.Current.CancellationToken);

    /// <summary>Returns the first message that satisfies the condition; <paramref name="passed"/> gets the messages before it.</summary>
    public async Task<JsonElement> NextAsync(Func<JsonElement, bool> wanted, Action<JsonElement>? passed = null)
    {
        while (true)
        {
            var message = await NextAsync();
            if (wanted(message))
                return message;
            passed?.Invoke(message);
        }
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();
}
