using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace FuelGrains.Load.Product;

/// <summary>A server this program started: its log, its cost, and its end.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    /// <summary>A graceful stop answers what is in flight first; past this it is killed.</summary>
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(50);

    private readonly Process process;
    private readonly StreamWriter log;
    private readonly TimeProvider time;

    private ChildProcess(Process process, StreamWriter log, string logFile, TimeProvider time)
    {
        this.process = process;
        this.log = log;
        this.time = time;
        LogFile = logFile;
    }

    public string LogFile { get; }

    public int Id => process.Id;

    public TimeSpan CpuTime
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    public long ResidentBytes
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64;
        }
    }

    public static ChildProcess Start(ChildCommand command, string logFile, TimeProvider time)
    {
        var start = new ProcessStartInfo("dotnet", command.Arguments)
        {
            WorkingDirectory = command.Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in command.Environment)
            start.Environment[name] = value;
        var log = new StreamWriter(logFile) { AutoFlush = true };
        var process = new Process { StartInfo = start };
        var child = new ChildProcess(process, log, logFile, time);
        process.OutputDataReceived += child.Keep;
        process.ErrorDataReceived += child.Keep;
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return child;
    }

    /// <summary>Asked of the system and given back at once. Another process may take it first; then the start fails and says so.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async Task WaitForAnswerAsync(HttpClient http, string path, TimeSpan limit, CancellationToken stop)
    {
        var started = time.GetTimestamp();
        while (time.GetElapsedTime(started) < limit)
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
                // Not listening yet.
            }
            await Task.Delay(PollEvery, time, stop);
        }
        throw new CannotRunException($"{path} did not answer within {limit.TotalSeconds:0} s.{Tail()}");
    }

    public void ThrowIfExited()
    {
        if (process.HasExited)
            throw new CannotRunException($"The process ended with code {process.ExitCode}.{Tail()}");
    }

    /// <summary>kill -9: no word to the process, nothing flushed.</summary>
    public async Task KillAsync(CancellationToken stop)
    {
        process.Kill();
        await process.WaitForExitAsync(stop);
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            await CommandLine.RunAsync(
                "kill",
                ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)],
                "/",
                CancellationToken.None
            );
            using var limit = new CancellationTokenSource(StopLimit, time);
            try
            {
                await process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync(CancellationToken.None);
            }
        }
        process.Dispose();
        await log.DisposeAsync();
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null)
            return;
        lock (log)
            log.WriteLine(line.Data);
    }

    private string Tail()
    {
        const int Lines = 15;
        lock (log)
        {
            using var file = new FileStream(LogFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(file);
            var last = reader.ReadToEnd().TrimEnd().Split('\n').TakeLast(Lines);
            return $" Its last words:{Environment.NewLine}{string.Join(Environment.NewLine, last)}";
        }
    }
}

/// <summary>What to start: arguments of <c>dotnet</c>, the folder, and the settings by environment.</summary>
internal sealed record ChildCommand(
    IReadOnlyList<string> Arguments,
    string Folder,
    IReadOnlyDictionary<string, string> Environment
);
