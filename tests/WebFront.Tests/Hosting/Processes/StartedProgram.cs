using System.Diagnostics;

namespace FuelGrains.WebFront.Tests.Hosting.Processes;

/// <summary>A program of the product as a process: what its operator sees.</summary>
internal sealed class StartedProgram : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private readonly Process _process;

    private StartedProgram(Process process) => _process = process;

    public int Id => _process.Id;

    public static StartedProgram StartFront(params string[] settings) => Start(ProductProgram.WebFront, settings);

    /// <summary>Waits for the end: exit code and what was said on stderr.</summary>
    public async Task<(int ExitCode, string Error)> EndAsync()
    {
        var error = _process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        _ = _process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Deadline);
        return (_process.ExitCode, await error);
    }

    /// <summary>Waits for a line on stdout.</summary>
    public async Task SaysAsync(string text)
    {
        while (
            await _process
                .StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)
                .AsTask()
                .WaitAsync(Deadline)
                is { } line
        )
            if (line.Contains(text, StringComparison.Ordinal))
                return;
        throw new InvalidOperationException(
            $"It ended without saying '{text}': {await _process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)}"
        );
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private static StartedProgram Start(ProductProgram program, string[] settings)
    {
        // Settings come as environment, as in a container; of the test's own environment only what a program needs.
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { program.File, "--urls", "http://127.0.0.1:0" },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            Environment = { ["Demo__Seed"] = "false", ["ASPNETCORE_ENVIRONMENT"] = "Development" },
        };
        foreach (var setting in settings)
        {
            var equals = setting.IndexOf('=', StringComparison.Ordinal);
            start.Environment[setting[..equals].Replace(":", "__", StringComparison.Ordinal)] = setting[(equals + 1)..];
        }
        return new(Process.Start(start)!);
    }
}
