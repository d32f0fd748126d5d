using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;

namespace FuelGrains.Load.Benchmarks.Viewers;

/// <summary>Reads a message of the hub on its connection's thread.</summary>
internal delegate void ReadHubMessage(ReadOnlySpan<byte> message);

/// <summary>
/// A connection to a hub in SignalR's JSON protocol, as lean as a client can be: thousands of them share the cores with the server that
/// is measured.
/// </summary>
internal sealed class HubSocket : IAsyncDisposable
{
    private const byte EndOfRecord = 0x1E;

    /// <summary>No message of a sale is longer; the hub's own limit is lower.</summary>
    private const int LongestRecord = 256 * 1024;
    private static readonly byte[] Ping = "{\"type\":6}\u001e"u8.ToArray();

    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _sending = new(1);
    private byte[] _buffer = new byte[4 * 1024];
    private int _filled;
    private int _invocation;
    private int _answered;

    /// <summary>Invocations that the hub has answered.</summary>
    public int Answered => Volatile.Read(ref _answered);
    public bool IsOpen => _socket.State == WebSocketState.Open;

    /// <summary>Connects and shakes hands.</summary>
    /// <param name="token">Null: a stranger.</param>
    /// <param name="receiveBuffer">The socket's buffer in bytes; null: the system's.</param>
    public static async Task<HubSocket> ConnectAsync(
        Uri server,
        string? token,
        int? receiveBuffer,
        CancellationToken stop
    )
    {
        var hub = new HubSocket();
        try
        {
            using var handler = new SocketsHttpHandler { UseProxy = false, ConnectCallback = SocketAsync };
            using var invoker = new HttpMessageInvoker(handler, disposeHandler: false);
            hub._socket.Options.KeepAliveInterval = TimeSpan.Zero;
            if (token is not null)
                hub._socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
            var address = new UriBuilder(server) { Scheme = "ws", Path = "/hubs/live" }.Uri;
            await hub._socket.ConnectAsync(address, invoker, stop);
            await hub.SendAsync("{\"protocol\":\"json\",\"version\":1}\u001e"u8.ToArray(), stop);
            while (!await hub.ReadAsync(_ => { }, stop)) { }
            return hub;
        }
        catch
        {
            await hub.DisposeAsync();
            throw;
        }

        async ValueTask<Stream> SocketAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            if (receiveBuffer is { } bytes)
                socket.ReceiveBufferSize = bytes;
            await socket.ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
    }

    /// <summary>Asks for a topic; the snapshot counts in <see cref="Answered"/> when it came.</summary>
    public Task SubscribeAsync(string topic, CancellationToken stop)
    {
        var id = Interlocked.Increment(ref _invocation);
        var call = $$"""{"type":1,"invocationId":"{{id}}","target":"Subscribe","arguments":["{{topic}}"]}""" + "\u001e";
        return SendAsync(Encoding.UTF8.GetBytes(call), stop);
    }

    /// <summary>Tells the hub that this client lives.</summary>
    public Task PingAsync(CancellationToken stop) => SendAsync(Ping, stop);

    /// <summary>Reads until it is stopped or the connection ends.</summary>
    public async Task ReadAllAsync(ReadHubMessage read, CancellationToken stop)
    {
        while (IsOpen)
            await ReadAsync(read, stop);
    }

    /// <summary>Reads once; returns whether the hub's handshake or a record was in it.</summary>
    public async Task<bool> ReadAsync(ReadHubMessage read, CancellationToken stop)
    {
        if (_filled == _buffer.Length)
            Array.Resize(
                ref _buffer,
                _buffer.Length < LongestRecord ? _buffer.Length * 2 : throw new InvalidDataException()
            );
        var got = await _socket.ReceiveAsync(_buffer.AsMemory(_filled), stop);
        if (got.MessageType == WebSocketMessageType.Close)
            throw new WebSocketException(WebSocketError.ConnectionClosedPrematurely, "The hub closed the connection.");
        _filled += got.Count;
        var start = 0;
        while (_buffer.AsSpan(start, _filled - start).IndexOf(EndOfRecord) is >= 0 and var length)
        {
            Record(_buffer.AsSpan(start, length), read);
            start += length + 1;
        }
        _buffer.AsSpan(start, _filled - start).CopyTo(_buffer);
        _filled -= start;
        return start > 0;
    }

    public ValueTask DisposeAsync()
    {
        _socket.Abort();
        _socket.Dispose();
        _sending.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Record(ReadOnlySpan<byte> record, ReadHubMessage read)
    {
        if (record.StartsWith("{\"type\":1,"u8))
            read(record);
        else if (record.StartsWith("{\"type\":3,"u8))
        {
            if (record.IndexOf("\"error\":"u8) >= 0)
                throw new CannotRunException($"The hub refused a topic: {Encoding.UTF8.GetString(record)}");
            Interlocked.Increment(ref _answered);
        }
    }

    private async Task SendAsync(byte[] bytes, CancellationToken stop)
    {
        await _sending.WaitAsync(stop);
        try
        {
            await _socket.SendAsync(bytes, WebSocketMessageType.Text, endOfMessage: true, stop);
        }
        finally
        {
            _sending.Release();
        }
    }
}
