using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace FuelGrains.WebFront.Tests.Live;

/// <summary>A WebSocket that speaks the hub's JSON protocol by hand, as a mini-program without the library would.</summary>
public sealed class RawSocket : IAsyncDisposable
{
    private const char RecordSeparator = '\u001e';
    private readonly ClientWebSocket _socket = new();
    private readonly StringBuilder _unread = new();

    /// <summary>The HTTP status of the upgrade: 101 when the socket is open.</summary>
    public int Status => (int)_socket.HttpStatusCode;

    public static Task<RawSocket> OpenAsync(ProductFixture product, string query = "", string? origin = null) =>
        OpenAsync(product.Address, query, origin is null ? [] : [("Origin", origin)]);

    public static async Task<RawSocket> OpenAsync(
        Uri address,
        string query = "",
        params (string Name, string Value)[] headers
    )
    {
        var raw = new RawSocket();
        raw._socket.Options.CollectHttpResponseDetails = true;
        foreach (var (name, value) in headers)
            raw._socket.Options.SetRequestHeader(name, value);
        try
        {
            await raw._socket.ConnectAsync(
                new UriBuilder(new Uri(address, "/hubs/live")) { Scheme = "ws", Query = query }.Uri,
                TestContext.Current.CancellationToken
            );
        }
        catch (WebSocketException)
        {
            // The status of the upgrade says why.
        }
        return raw;
    }

    public async Task HandshakeAsync()
    {
        await SendAsync("""{"protocol":"json","version":1}""");
        (await ReadAsync())!.Value.EnumerateObject().ShouldBeEmpty();
    }

    public Task CallAsync(string id, string target, string argument) =>
        SendAsync(
            JsonSerializer.Serialize(
                new
                {
                    type = 1,
                    invocationId = id,
                    target,
                    arguments = new[] { argument },
                }
            )
        );

    public Task SendAsync(string message) =>
        _socket.SendAsync(
            Encoding.UTF8.GetBytes(message + RecordSeparator),
            WebSocketMessageType.Text,
            endOfMessage: true,
            TestContext.Current.CancellationToken
        );

    /// <summary>Returns the next message that is no ping, or null when the server closed the socket.</summary>
    public async Task<JsonElement?> ReadAsync()
    {
        while (await ReadRecordAsync() is { } record)
        {
            var message = JsonElement.Parse(record);
            if (!message.TryGetProperty("type", out var type) || type.GetInt32() != 6)
                return message;
        }
        return null;
    }

    /// <summary>Reads until the server closes the socket.</summary>
    public async Task ReadToEndAsync()
    {
        while (await ReadAsync().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken) is not null)
        { }
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<string?> ReadRecordAsync()
    {
        var buffer = new byte[4096];
        while (true)
        {
            var text = _unread.ToString();
            if (text.IndexOf(RecordSeparator, StringComparison.Ordinal) is >= 0 and var end)
            {
                _unread.Remove(0, end + 1);
                return text[..end];
            }
            try
            {
                var got = await _socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken);
                if (got.MessageType == WebSocketMessageType.Close)
                    return null;
                _unread.Append(Encoding.UTF8.GetString(buffer, 0, got.Count));
            }
            catch (WebSocketException)
            {
                return null;
            }
        }
    }
}
