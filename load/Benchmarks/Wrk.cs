using System.Text.Json;

namespace FuelGrains.Load.Benchmarks;

/// <summary>
/// Runs wrk: a generator that costs a fraction of what it measures. CPU that the generator takes from the same cores flatters every ratio,
/// because it is added above and below the line. wrk takes about 20 µs a request; counting replies by status in Lua adds 2 to 3 more, and
/// without the counting, a flood of 429 would pass for speed.
/// </summary>
internal sealed class Wrk(int threads, int connections)
{
    private const string Program = "/usr/bin/wrk";
    private const string ResultMark = "RESULT ";

    private static readonly string Script = Path.Combine(AppContext.BaseDirectory, "wrk", "requests.lua");

    public override string ToString() => $"wrk, {threads} threads, {connections} connections, closed loop";

    public static void Require()
    {
        if (!File.Exists(Program))
            throw new CannotRunException(
                $"The figures are taken with wrk, and {Program} is missing: apt-get install wrk."
            );
    }

    /// <param name="requests">A file that says which customer sends which request; null: all ask for the subject's URL in turn.</param>
    public async Task<WrkResult> RunAsync(Subject subject, string? requests, TimeSpan duration, CancellationToken stop)
    {
        string[] options =
        [
            $"--threads={threads}",
            $"--connections={connections}",
            $"--duration={duration.TotalSeconds:0}s",
            "--timeout=10s",
            $"--script={Script}",
        ];
        string[] script = [subject.Method, subject.TokenFile, RunId.New(), $"{threads}", subject.Body];
        var (code, output) = await CommandLine.RunAsync(
            Program,
            [.. options, subject.Url.ToString(), "--", .. script, .. requests is null ? [] : new[] { requests }],
            Path.GetTempPath(),
            stop
        );
        var line = output.Split('\n').FirstOrDefault(l => l.StartsWith(ResultMark, StringComparison.Ordinal));
        if (code != 0 || line is null)
            throw new CannotRunException($"wrk ended with code {code}:{Environment.NewLine}{output}");
        return JsonSerializer.Deserialize<WrkResult>(line[ResultMark.Length..], JsonSerializerOptions.Web)!;
    }
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
