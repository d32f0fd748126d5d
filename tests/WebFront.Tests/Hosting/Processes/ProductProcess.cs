using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using FuelGrains.WireClients.Hosting;

namespace FuelGrains.WebFront.Tests.Hosting.Processes;

/// <summary>
/// A program of the product as a process of its own, on an address that stays its own: a test kills, stops or freezes it,
/// and starts it again with the same settings. Nothing is left running after a test.
/// </summary>
internal sealed class ProductProcess(ProductProgram program, IReadOnlyDictionary<string, string?> settings, Uri address)
    : IAsyncDisposable
{
    private const int LinesKept = 400;
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(90);

    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _error = new();
    private Process? _process;
    private bool _frozen;

    public Uri Address => address;

    /// <summary>Whether it was started and neither killed nor heard to end.</summary>
    public bool IsRunning => _process is { HasExited: false };

    /// <summary>The last lines it printed, in all its lives.</summary>
    public string Output => string.Join('\n', _output);

    /// <summary>The lines of them that went to stderr.</summary>
    public string Error => string.Join('\n', _error);

    public int Id => Running.Id;

    /// <summary>Clears <see cref="Output"/>: afterwards it holds later lines only.</summary>
    public void ForgetOutput() => _output.Clear();

    public static ProductProcess Of(ProductProgram program, IReadOnlyDictionary<string, string?> settings) =>
        new(program, settings, new($"http://127.0.0.1:{FreePorts.Next()}"));

    /// <summary>Starts it and waits until it says that it is ready.</summary>
    public async Task StartAsync(CancellationToken cancel)
    {
        Start();
        await UntilReadyAsync(cancel);
    }

    public void Start()
    {
        if (_process is not null)
            throw new InvalidOperationException($"{program.Name} runs already.");
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { program.File, "--urls", address.GetLeftPart(UriPartial.Authority) },
            WorkingDirectory = program.Directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        // The program gets its settings and nothing that this process inherited.
        foreach (var name in start.Environment.Keys.Where(IsSetting).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        var process =
            Process.Start(start) ?? throw new InvalidOperationException($"dotnet {program.File} did not start.");
        process.OutputDataReceived += (_, line) => Keep(line.Data, _output);
        process.ErrorDataReceived += (_, line) => Keep(line.Data, _output, _error);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        (_process, _frozen) = (process, false);
    }

    public async Task UntilReadyAsync(CancellationToken cancel)
    {
        using var http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(4) };
        await Eventually.IsTrueAsync(
            ReadyWithin,
            async () =>
            {
                if (Running.HasExited)
                    throw new InvalidOperationException($"{program.Name} ended with {Running.ExitCode}:\n{Output}");
                return await IsReadyAsync(http, cancel);
            },
            () => $"{program.Name} is not ready within {ReadyWithin}:\n{Output}"
        );
    }

    /// <summary>kill -9: no goodbye, as when the machine loses power.</summary>
    public async Task KillAsync()
    {
        if (_process is not { } process)
            return;
        _process = null;
        process.Kill(entireProcessTree: true); // SIGKILL ends a frozen one too.
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
    }

    /// <summary>SIGTERM, as an orchestrator asks a process to go; answers its exit code.</summary>
    public async Task<int> StopAsync(CancellationToken cancel)
    {
        await SignalAsync("TERM", cancel);
        return await UntilExitAsync(cancel);
    }

    /// <summary>SIGSTOP: it holds everything it held and does nothing, as a machine that hangs.</summary>
    public async Task FreezeAsync(CancellationToken cancel)
    {
        await SignalAsync("STOP", cancel);
        _frozen = true;
    }

    /// <summary>SIGCONT: it goes on as if no time had passed.</summary>
    public async Task ThawAsync(CancellationToken cancel)
    {
        await SignalAsync("CONT", cancel);
        _frozen = false;
    }

    /// <summary>Waits until it ends by itself; answers its exit code.</summary>
    public async Task<int> UntilExitAsync(CancellationToken cancel)
    {
        if (_frozen)
            throw new InvalidOperationException($"{program.Name} is frozen and will not end by itself.");
        var process = Running;
        await process.WaitForExitAsync(cancel);
        _process = null;
        var code = process.ExitCode;
        process.Dispose();
        return code;
    }

    public async ValueTask DisposeAsync() => await KillAsync();

    private Process Running => _process ?? throw new InvalidOperationException($"{program.Name} does not run.");

    private async Task SignalAsync(string signal, CancellationToken cancel)
    {
        using var kill = Process.Start("kill", ["-s", signal, Running.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(cancel);
        if (kill.ExitCode != 0)
            throw new InvalidOperationException($"kill -s {signal} failed: {program.Name} is gone.\n{Output}");
    }

    private static async Task<bool> IsReadyAsync(HttpClient http, CancellationToken cancel)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri("/health/ready", UriKind.Relative), cancel);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception e)
            when (e is HttpRequestException or OperationCanceledException && !cancel.IsCancellationRequested)
        {
            return false;
        }
    }

    private static bool IsSetting(string name) =>
        name.Contains("__", StringComparison.Ordinal)
        || name.StartsWith("ASPNETCORE_", StringComparison.Ordinal)
        || name == "DOTNET_ENVIRONMENT";

    private static void Keep(string? line, params ConcurrentQueue<string>[] kept)
    {
        if (line is null)
            return;
        foreach (var lines in kept)
        {
            lines.Enqueue(line);
            if (lines.Count > LinesKept)
                lines.TryDequeue(out _);
        }
    }
}
