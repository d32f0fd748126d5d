using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using SystemProcess = System.Diagnostics.Process;

namespace FuelGrains.Load.Process;

/// <summary>A server that this program started, with its log.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    /// <summary>A graceful stop answers what is in flight first; after this time the process is killed.</summary>
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(50);

    private readonly SystemProcess _process;
    private readonly string _logFile;
    private readonly StreamWriter _log;
    private readonly TimeProvider _time;

    private ChildProcess(ChildCommand command, string logFile, TimeProvider time)
    {
        (_logFile, _time, _log) = (logFile, time, new(logFile) { AutoFlush = true });
        _process = new() { StartInfo = command.Start };
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public TimeSpan CpuTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    public static ChildProcess Start(ChildCommand command, string logFile, TimeProvider time) =>
        new(command, logFile, time);

    /// <summary>The port is free now. When another process takes it first, the start fails and says so.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async Task WaitForAnswerAsync(HttpClient http, string path, TimeSpan limit, CancellationToken stop)
    {
        var started = _time.GetTimestamp();
        while (_time.GetElapsedTime(started) < limit)
        {
            ThrowIfExited();
            try
            {
                using var answer = await http.GetAsync(new Uri(path, UriKind.Relative), stop);
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // The server does not listen yet.
            }
            await Task.Delay(PollEvery, _time, stop);
        }
        throw new CannotRunException($"{path} did not answer within {limit.TotalSeconds:0} s.{Tail()}");
    }

    public void ThrowIfExited()
    {
        if (_process.HasExited)
            throw new CannotRunException($"The process ended with code {_process.ExitCode}.{Tail()}");
    }

    /// <summary>Kills the process with kill -9: nothing is flushed.</summary>
    public async Task KillAsync(CancellationToken stop)
    {
        _process.Kill();
        await _process.WaitForExitAsync(stop);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await CommandLine.RunAsync("kill", ["-TERM", $"{_process.Id}"], "/", CancellationToken.None);
            using var limit = new CancellationTokenSource(StopLimit, _time);
            try
            {
                await _process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
                await _process.WaitForExitAsync(CancellationToken.None);
            }
        }
        _process.Dispose();
        await _log.DisposeAsync();
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null)
            return;
        lock (_log)
            _log.WriteLine(line.Data);
    }

    private string Tail()
    {
        const int Lines = 15;
        lock (_log)
        {
            using var file = new FileStream(_logFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(file);
            var last = reader.ReadToEnd().TrimEnd().Split('\n').TakeLast(Lines);
            return $" The end of its log:{Environment.NewLine}{string.Join(Environment.NewLine, last)}";
        }
    }
}

/// <summary>A program to start with <c>dotnet</c>.</summary>
internal sealed record ChildCommand(
    IReadOnlyList<string> Arguments,
    string Folder,
    IReadOnlyDictionary<string, string> Environment
)
{
    public ProcessStartInfo Start
    {
        get
        {
            var start = new ProcessStartInfo("dotnet", Arguments)
            {
                WorkingDirectory = Folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            foreach (var (name, value) in Environment)
                start.Environment[name] = value;
            return start;
        }
    }
}
