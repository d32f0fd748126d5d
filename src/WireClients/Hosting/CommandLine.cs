using System.Diagnostics;
using SystemProcess = System.Diagnostics.Process;

namespace FuelGrains.WireClients.Hosting;

/// <summary>Runs a short command to its end and returns its output.</summary>
public static class CommandLine
{
    public static async Task<(int ExitCode, string Text)> RunAsync(
        string file,
        IEnumerable<string> arguments,
        string folder,
        CancellationToken stop
    )
    {
        using var process = SystemProcess.Start(Redirected(file, arguments, folder))!;
        try
        {
            // Both pipes are read at once: a full one would stop the command for ever.
            var errors = process.StandardError.ReadToEndAsync(stop);
            var text = await process.StandardOutput.ReadToEndAsync(stop);
            await process.WaitForExitAsync(stop);
            return (process.ExitCode, text + await errors);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    public static ProcessStartInfo Redirected(string file, IEnumerable<string> arguments, string folder) =>
        new(file, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
}
