using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text;

namespace FuelGrains.ForecourtSimulator;

/// <summary>A WebSocket that carries lines, as a site controller would write it from the public specification.</summary>
internal sealed class SiteSocket : IDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _sending = new(1);

    public async Task DialAsync(Uri server, CancellationToken ct)
    {
        var scheme = server.Scheme == Uri.UriSchemeHttps ? "wss" : "ws";
        await _socket.ConnectAsync(new UriBuilder(new Uri(server, "/openfsc")) { Scheme = scheme }.Uri, ct);
    }

    public async Task SendLineAsync(string line, CancellationToken ct)
    {
        var bytes = Encoding.UTF8.GetBytes(line + "\r\n");
        await _sending.WaitAsync(ct);
        try
        {
            await _socket.SendAsync(bytes, WebSocketMessageType.Binary, endOfMessage: true, ct);
        }
        finally
        {
            _sending.Release();
        }
    }

    public async IAsyncEnumerable<string> LinesAsync([EnumeratorCancellation] CancellationToken ct)
    {
        var buffer = new byte[8 * 1024];
        var length = 0;
        while (true)
        {
            var got = await _socket.ReceiveAsync(buffer.AsMemory(length), ct);
            if (got.MessageType == WebSocketMessageType.Close)
                yield break;
            length += got.Count;
            int end;
            while ((end = buffer.AsSpan(0, length).IndexOf("\r\n"u8)) >= 0)
            {
                var line = Encoding.UTF8.GetString(buffer, 0, end);
                Buffer.BlockCopy(buffer, end + 2, buffer, 0, length - end - 2);
                length -= end + 2;
                yield return line;
            }
        }
    }

    /// <summary>Cuts the connection as a pulled cable does: without a close frame.</summary>
    public void Cut() => _socket.Abort();

    public void Dispose()
    {
        _socket.Dispose();
        _sending.Dispose();
    }
}
