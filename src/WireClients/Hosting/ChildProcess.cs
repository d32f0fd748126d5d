using System.Diagnostics;
using SystemProcess = System.Diagnostics.Process;

namespace FuelGrains.WireClients.Hosting;

/// <summary>A server that this program started, with its log.</summary>
public sealed class ChildProcess : IAsyncDisposable
{
    /// <summary>A graceful stop answers what is in flight first; after this time the process is killed.</summary>
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(50);

    private readonly SystemProcess _process;
    private readonly StreamWriter _log;
    private readonly ChildCommand _command;
    private readonly TimeProvider _time;

    private ChildProcess(ChildCommand command, TimeProvider time)
    {
        (_command, _time, _log) = (command, time, new(command.Log, append: true) { AutoFlush = true });
        _process = new() { StartInfo = command.Start };
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public TimeSpan CpuTime => Now.TotalProcessorTime;

    public long ResidentBytes => Now.WorkingSet64;

    private SystemProcess Now
    {
        get
        {
            _process.Refresh();
            return _process;
        }
    }

    public static ChildProcess Start(ChildCommand command, TimeProvider time) => new(command, time);

    /// <summary>Starts a server, and returns when it answers.</summary>
    /// <param name="path">The path that is asked for.</param>
    public static async Task<ChildProcess> StartAsync(
        ChildCommand command,
        HttpClient http,
        string path,
        TimeSpan within,
        TimeProvider time,
        CancellationToken stop
    )
    {
        var child = Start(command, time);
        try
        {
            if (!await time.UntilAsync(PollEvery, within, () => child.AnswersAsync(http, path, stop), stop))
                throw new CannotRunException($"{path} did not answer within {within.TotalSeconds:0} s.{child.Tail()}");
            return child;
        }
        catch
        {
            await child.DisposeAsync();
            throw;
        }
    }

    /// <summary>Returns an address whose port is free now. When another process takes it first, the start fails and says so.</summary>
    public static Uri FreeAddress() => new($"http://127.0.0.1:{FreePorts.Next()}");

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
        await DisposeAsync();
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

    private async Task<bool> AnswersAsync(HttpClient http, string path, CancellationToken stop)
    {
        ThrowIfExited();
        try
        {
            using var answer = await http.GetAsync(new Uri(path, UriKind.Relative), stop);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            // The server does not listen yet.
            return false;
        }
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
            using var file = new FileStream(_command.Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(file);
            var last = reader.ReadToEnd().TrimEnd().Split('\n').TakeLast(Lines);
            return $" The end of its log:{Environment.NewLine}{string.Join(Environment.NewLine, last)}";
        }
    }
}

/// <summary>A program to start with <c>dotnet</c>.</summary>
/// <param name="Log">The file of its output.</param>
public sealed record ChildCommand(IReadOnlyList<string> Arguments, string Folder, string Log)
{
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public ProcessStartInfo Start
    {
        get
        {
            var start = CommandLine.Redirected("dotnet", Arguments, Folder);
            foreach (var (name, value) in Environment)
                start.Environment[name] = value;
            return start;
        }
    }
}
