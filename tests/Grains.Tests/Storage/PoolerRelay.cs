using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace FuelGrains.Grains.Tests.Storage;

/// <summary>
/// Stands before PostgreSQL and, as poolers do, tells a client another process id than its server session has. All else passes as it is.
/// </summary>
internal sealed class PoolerRelay : IAsyncDisposable
{
    private const byte BackendKeyData = (byte)'K';

    private readonly CancellationTokenSource _stop = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly NpgsqlConnectionStringBuilder _server;
    private readonly Task _running;

    public PoolerRelay(string connectionString)
    {
        _server = new(connectionString);
        _listener.Start();
        ConnectionString = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Host = "127.0.0.1",
            Port = ((IPEndPoint)_listener.LocalEndpoint).Port,
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
        }.ConnectionString;
        _running = RunAsync();
    }

    public string ConnectionString { get; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
        using var server = new TcpClient();
        await server.ConnectAsync(_server.Host!, _server.Port, _stop.Token);
        await Task.WhenAny(
            client.GetStream().CopyToAsync(server.GetStream(), _stop.Token),
            AnswersAsync(server.GetStream(), client.GetStream())
        );
    }

    // A message is a letter, a length that counts itself, and the rest.
    private async Task AnswersAsync(NetworkStream from, NetworkStream to)
    {
        var head = new byte[5];
        while (true)
        {
            await from.ReadExactlyAsync(head, _stop.Token);
            var rest = new byte[BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(1)) - 4];
            await from.ReadExactlyAsync(rest, _stop.Token);
            if (head[0] == BackendKeyData)
                BinaryPrimitives.WriteInt32BigEndian(rest, BinaryPrimitives.ReadInt32BigEndian(rest) + 1);
            await to.WriteAsync(head, _stop.Token);
            await to.WriteAsync(rest, _stop.Token);
        }
    }
}
