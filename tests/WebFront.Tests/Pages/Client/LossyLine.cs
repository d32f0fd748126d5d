using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace FuelGrains.WebFront.Tests.Pages.Client;

/// <summary>
/// A line between a browser and the product. While it is bad, what passes is lost by a seed, and the first of it always: a connection
/// breaks, or falls silent first, as one does that a router forgot. Requests get lost as well as answers.
/// </summary>
internal sealed class LossyLine : IAsyncDisposable
{
    private const int MostConnections = 256; // a browser opens six at a time, and a socket
    private const int ChunkBytes = 4_096;
    private const double Breaks = 0.15; // of the chunks
    private const double FallsSilent = 0.05;

    // The client gives a request up after ten seconds.
    private static readonly TimeSpan SilentFor = TimeSpan.FromSeconds(12);

    private readonly CancellationTokenSource _stop = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly Uri _product;
    private readonly int _seed;
    private readonly Task _running;
    private volatile bool _isBad;
    private int _owed;
    private int _lost;

    public LossyLine(Uri product, int seed)
    {
        (_product, _seed) = (product, seed);
        _listener.Start();
        Address = new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _running = RunAsync();
    }

    public Uri Address { get; }

    /// <summary>How many connections broke or fell silent.</summary>
    public int Lost => Volatile.Read(ref _lost);

    public void TurnBad()
    {
        Volatile.Write(ref _owed, 1);
        _isBad = true;
    }

    public void Recover() => _isBad = false;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(_connections).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        for (var number = 0; number < MostConnections; number++)
        {
            var browser = await _listener.AcceptTcpClientAsync(_stop.Token);
            _connections.Add(CarryAsync(browser, number));
        }
    }

    private async Task CarryAsync(TcpClient browser, int number)
    {
        using var _ = browser;
        using var product = new TcpClient();
        using var broken = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        await product.ConnectAsync(IPAddress.Loopback, _product.Port, broken.Token);
        // Both directions draw from numbers of their own: a Random serves one thread.
        var there = PassAsync(browser, product, new Random(HashCode(number, 0)), broken);
        var back = PassAsync(product, browser, new Random(HashCode(number, 1)), broken);
        await Task.WhenAll(there, back).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // A broken connection is reset, as by a line that is gone.
        if (broken.IsCancellationRequested)
            browser.LingerState = product.LingerState = new(true, 0);
    }

    private int HashCode(int number, int direction) => unchecked((_seed * 7_919) + (number * 2) + direction);

    private async Task PassAsync(TcpClient from, TcpClient to, Random random, CancellationTokenSource broken)
    {
        var chunk = new byte[ChunkBytes];
        while (true)
        {
            var read = await from.GetStream().ReadAsync(chunk, broken.Token);
            var fate =
                !_isBad ? 1
                : Interlocked.Exchange(ref _owed, 0) == 1 ? 0
                : random.NextDouble();
            if (fate < Breaks + FallsSilent)
                Interlocked.Increment(ref _lost);
            if (fate is >= Breaks and < Breaks + FallsSilent)
                await Task.Delay(SilentFor, broken.Token);
            if (fate < Breaks + FallsSilent)
                await broken.CancelAsync();
            broken.Token.ThrowIfCancellationRequested();
            if (read == 0)
            {
                to.Client.Shutdown(SocketShutdown.Send);
                return;
            }
            await to.GetStream().WriteAsync(chunk.AsMemory(0, read), broken.Token);
        }
    }
}
