using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace FuelGrains.WebFront.Tests.Live;

/// <summary>A client of the hub that opens a socket with a small window, calls, and never reads what comes.</summary>
public sealed class DeafSocket : IDisposable
{
    private const byte Text = 0x81;
    private const byte Masked = 0x80;
    private const int Opened = 101;
    private readonly Socket _socket;

    private DeafSocket(Socket socket) => _socket = socket;

    public static async Task<DeafSocket> OpenAsync(ProductFixture product)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 2_048, NoDelay = true };
        await socket.ConnectAsync(
            new IPEndPoint(IPAddress.Loopback, product.Address.Port),
            TestContext.Current.CancellationToken
        );
        var deaf = new DeafSocket(socket);
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        await deaf.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"GET /hubs/live HTTP/1.1\r\nHost: {product.Address.Authority}\r\nUpgrade: websocket\r\n"
                    + $"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n"
            )
        );
        var answer = new byte["HTTP/1.1 101".Length];
        await socket.ReceiveAsync(answer, TestContext.Current.CancellationToken);
        Encoding.ASCII.GetString(answer).ShouldEndWith($" {Opened}");
        await deaf.SayAsync("""{"protocol":"json","version":1}""");
        return deaf;
    }

    public Task SubscribeAsync(string topic) =>
        SayAsync($$"""{"type":1,"invocationId":"1","target":"Subscribe","arguments":["{{topic}}"]}""");

    public Task PingAsync() => SayAsync("""{"type":6}""");

    /// <summary>True when the server has cut the connection: then a write fails.</summary>
    public async Task<bool> IsCutAsync()
    {
        try
        {
            await PingAsync();
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    public void Dispose() => _socket.Dispose();

    // A mask of zeros leaves the bytes as they are.
    private Task SayAsync(string message)
    {
        var payload = Encoding.UTF8.GetBytes(message + '\u001e');
        payload.Length.ShouldBeLessThan(126);
        return WriteAsync([Text, (byte)(Masked | payload.Length), 0, 0, 0, 0, .. payload]);
    }

    private async Task WriteAsync(byte[] bytes) =>
        await _socket.SendAsync(bytes, TestContext.Current.CancellationToken);
}
