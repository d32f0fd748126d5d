using System.Reflection;
using System.Text;
using FuelGrains.Silo.Hosting;
using FuelGrains.WebFront.Customers;

namespace FuelGrains.WebFront.Tests.Hosting.Processes;

/// <summary>
/// A program's Main, called in this process with settings that it refuses: a process of its own would compile the same code again for each
/// of them. Answers the exit code and what Main wrote to stderr.
/// </summary>
internal static class RefusedStart
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly AsyncLocal<StringBuilder?> s_heard = new();

    static RefusedStart() => Console.SetError(new Ear(Console.Error));

    public static Task<(int ExitCode, string Error)> OfFrontAsync(params string[] settings) =>
        OfAsync(typeof(Tokens).Assembly, settings);

    public static Task<(int ExitCode, string Error)> OfSiloAsync(params string[] settings) =>
        OfAsync(typeof(StandAloneSilo).Assembly, settings);

    private static Task<(int ExitCode, string Error)> OfAsync(Assembly program, string[] settings)
    {
        string[] all =
        [
            "urls=http://127.0.0.1:0",
            "Demo:Seed=false",
            "environment=Development",
            "Logging:LogLevel:Default=None",
            // The files stay as they are, and the system grants few watches.
            "hostBuilder:reloadConfigOnChange=false",
            .. settings,
        ];
        return Task.Run(() =>
            {
                var heard = s_heard.Value = new();
                var code = (int)program.EntryPoint!.Invoke(null, [all.Select(setting => $"--{setting}").ToArray()])!;
                lock (heard)
                    return (code, heard.ToString());
            })
            .WaitAsync(Deadline, TestContext.Current.CancellationToken);
    }

    /// <summary>Stderr of this process, which keeps what a start says for the test that made it.</summary>
    private sealed class Ear(TextWriter real) : TextWriter
    {
        public override Encoding Encoding => real.Encoding;

        public override void Write(char value)
        {
            if (s_heard.Value is not { } heard)
                real.Write(value);
            else
                lock (heard)
                    heard.Append(value);
        }
    }
}
