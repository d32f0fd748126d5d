using System.Globalization;
using System.Text.Json;
using FuelGrains.Load.Product;

namespace FuelGrains.Load.Figures;

/// <summary>Runs wrk: a generator that costs a fraction of what it measures.</summary>
internal sealed class Wrk(int threads, int connections)
{
    private const string Program = "/usr/bin/wrk";
    private const string ResultMark = "RESULT ";

    private static readonly string Script = Path.Combine(AppContext.BaseDirectory, "wrk", "press.lua");

    public string Describe =>
        string.Create(CultureInfo.InvariantCulture, $"wrk, {threads} threads, {connections} connections, closed loop");

    public static void Require()
    {
        if (!File.Exists(Program))
            throw new CannotRunException(
                $"The figures are taken with wrk, and {Program} is missing: apt-get install wrk."
            );
    }

    /// <param name="presses">A file that says who asks where; null: everybody asks the subject's URL in turn.</param>
    public async Task<WrkResult> RunAsync(Subject subject, string? presses, TimeSpan duration, CancellationToken stop)
    {
        List<string> arguments =
        [
            "--threads",
            Text(threads),
            "--connections",
            Text(connections),
            "--duration",
            $"{Text((int)duration.TotalSeconds)}s",
            "--timeout",
            "10s",
            "--script",
            Script,
            subject.Url.ToString(),
            "--",
            subject.Method,
            subject.TokenFile,
            RunId.New(),
            Text(threads),
            subject.Body,
        ];
        if (presses is not null)
            arguments.Add(presses);
        var (code, output) = await CommandLine.RunAsync(Program, arguments, Path.GetTempPath(), stop);
        var line = output.Split('\n').FirstOrDefault(l => l.StartsWith(ResultMark, StringComparison.Ordinal));
        if (code != 0 || line is null)
            throw new CannotRunException($"wrk ended with code {code}:{Environment.NewLine}{output}");
        return JsonSerializer.Deserialize<WrkResult>(line[ResultMark.Length..], JsonSerializerOptions.Web)!;
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}

/// <param name="Broken">Connections, reads and writes that failed, and timeouts.</param>
/// <param name="P50">Latency in microseconds, like the other percentiles.</param>
internal sealed record WrkResult(
    long Requests,
    long Microseconds,
    long Broken,
    double P50,
    double P99,
    double P999,
    double Max,
    Dictionary<string, long> Statuses
)
{
    public double PerSecond => Requests / (Microseconds / 1e6);
}
