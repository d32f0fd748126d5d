using System.Net;
using System.Net.Sockets;
using System.Text;
using SystemProcess = System.Diagnostics.Process;

namespace FuelGrains.Load.Process;

/// <summary>A Redis of the run's own: port, folder and configuration are its own, and what it keeps is thrown away.</summary>
internal sealed class RedisServer(SystemProcess process, int port, TimeProvider time) : IAsyncDisposable
{
    private const string Program = "/usr/bin/redis-server";
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(50);

    public string Address => $"127.0.0.1:{port}";

    public TimeSpan CpuTime
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    public static void Require()
    {
        if (!File.Exists(Program))
            throw new CannotRunException(
                $"The peer redis-lua needs Redis, and {Program} is missing: apt-get install redis-server."
            );
    }

    /// <summary>Starts Redis as a shop would run it that must not lose much: each second is flushed to disk.</summary>
    public static async Task<RedisServer> StartAsync(string folder, TimeProvider time, CancellationToken stop)
    {
        Require();
        var port = FreePorts.Next();
        var configuration = Path.Combine(folder, "redis.conf");
        string[] lines =
        [
            "bind 127.0.0.1",
            $"port {port}",
            $"dir {folder}",
            $"logfile {Path.Combine(folder, "redis.log")}",
            "daemonize no",
            "appendonly yes",
            "appendfsync everysec",
            "save \"\"",
        ];
        await File.WriteAllLinesAsync(configuration, lines, stop);
        var redis = new RedisServer(SystemProcess.Start(Program, [configuration]), port, time);
        try
        {
            if (await time.UntilAsync(PollEvery, ReadyWithin, () => redis.AnswersAsync(stop), stop))
                return redis;
            throw new CannotRunException($"Redis did not answer within {ReadyWithin.TotalSeconds:0} s.");
        }
        catch
        {
            await redis.DisposeAsync();
            throw;
        }
    }

    /// <summary>Returns how many entries a stream has.</summary>
    public async Task<long> StreamLengthAsync(string stream, CancellationToken stop)
    {
        var reply = await AskAsync($"XLEN {stream}", stop);
        return reply.StartsWith(':')
            ? long.Parse(reply[1..], System.Globalization.CultureInfo.InvariantCulture)
            : throw new CannotRunException($"Redis answered XLEN with '{reply}'.");
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            await CommandLine.RunAsync("kill", ["-TERM", $"{process.Id}"], "/", CancellationToken.None);
            using var limit = new CancellationTokenSource(EndsWithin, time);
            try
            {
                await process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill();
                await process.WaitForExitAsync(CancellationToken.None);
            }
        }
        process.Dispose();
    }

    private async Task<bool> AnswersAsync(CancellationToken stop)
    {
        if (process.HasExited)
            throw new CannotRunException($"Redis ended with code {process.ExitCode}.");
        try
        {
            return await AskAsync("PING", stop) == "+PONG";
        }
        catch (SocketException)
        {
            // Redis does not listen yet.
            return false;
        }
    }

    private async Task<string> AskAsync(string command, CancellationToken stop)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, stop);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(command + "\r\n"), stop);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        return await reader.ReadLineAsync(stop) ?? "";
    }
}
