using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace FuelGrains.Load.Benchmarks.Generators;

/// <summary>
/// Sends prepared bytes over an HTTP/1.1 connection and reads the status of the reply. HttpClient costs several times as much, and the
/// generator shares its cores with what it measures.
/// </summary>
internal sealed class HttpConnection(Uri server) : IDisposable
{
    /// <summary>Replies of the product have less than 2 KiB.</summary>
    private const int LargestReply = 64 * 1024;

    private readonly byte[] _buffer = new byte[LargestReply];
    private int _read;
    private Socket? _socket;

    /// <summary>The bytes of the last reply.</summary>
    public ReadOnlySpan<byte> Reply => _buffer.AsSpan(0, _read);

    /// <summary>Returns the status; 0 when the connection broke, and the next request makes a new one.</summary>
    public async Task<int> SendAsync(ReadOnlyMemory<byte> request, CancellationToken stop)
    {
        try
        {
            _socket ??= await ConnectAsync(stop);
            for (var rest = request; rest.Length > 0; )
                rest = rest[await _socket.SendAsync(rest, SocketFlags.None, stop)..];
            for (_read = 0; _read < _buffer.Length; )
            {
                var more = await _socket.ReceiveAsync(_buffer.AsMemory(_read), SocketFlags.None, stop);
                if (more == 0)
                    break;
                _read += more;
                if (IsWhole(Reply))
                    return (_buffer[9] - '0') * 100 + (_buffer[10] - '0') * 10 + (_buffer[11] - '0');
            }
        }
        catch (SocketException)
        {
            // Counted by the caller as a broken request.
        }
        Dispose();
        return 0;
    }

    public void Dispose()
    {
        _socket?.Dispose();
        _socket = null;
    }

    // A connection has one request on its way, so a reply ends where the bytes end.
    internal static bool IsWhole(ReadOnlySpan<byte> reply)
    {
        if (reply.IndexOf("\r\n\r\n"u8) is not (>= 0 and var end))
            return false;
        var head = reply[..(end + 2)];
        var body = reply[(end + 4)..];
        if (head.IndexOf("Content-Length: "u8) is >= 0 and var at)
        {
            var value = head[(at + 16)..];
            var digits = Encoding.ASCII.GetString(value[..value.IndexOf((byte)'\r')]);
            return body.Length >= int.Parse(digits, CultureInfo.InvariantCulture);
        }
        if (head.IndexOf("Transfer-Encoding: chunked"u8) >= 0)
            return body.EndsWith("\r\n0\r\n\r\n"u8) || body.SequenceEqual("0\r\n\r\n"u8);
        return true;
    }

    private async Task<Socket> ConnectAsync(CancellationToken stop)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(server.Host, server.Port, stop);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
