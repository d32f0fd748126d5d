namespace FuelGrains.Load.Benchmarks;

/// <summary>A thing that is measured in every iteration.</summary>
/// <param name="Expected">The status of every reply.</param>
internal sealed record Subject(string Name, Uri Url, string Method, int Expected, string TokenFile, ChildProcess Server)
{
    /// <summary>The CPU time of the subject's store until now; null where it has none, or runs elsewhere.</summary>
    public Func<TimeSpan>? StoreCpu { get; init; }

    /// <summary>The body of a POST. The baseline is asked with that of an order.</summary>
    public string Body { get; init; } = """{"quantity":1}""";

    /// <summary>Null: every request goes to the URL.</summary>
    public SeatRequests? Requests { get; init; }
}

/// <summary>The measurement of a subject in an iteration.</summary>
/// <param name="StoreCpuTime">Null: not known.</param>
internal sealed record Sample(Subject Subject, WrkResult Result, TimeSpan CpuTime, TimeSpan? StoreCpuTime)
{
    /// <summary>A larger share of other replies means that something else was measured than was asked for.</summary>
    private const double OthersAllowed = 0.01;

    public double CpuMicroseconds => CpuTime.TotalMicroseconds / Math.Max(1, Result.Requests);
    public double? StoreCpuMicroseconds => StoreCpuTime?.TotalMicroseconds / Math.Max(1, Result.Requests);
    public long Others => Result.Broken + OtherStatuses.Sum(s => s.Value);
    public bool Valid => Result.Requests > 0 && Others <= Result.Requests * OthersAllowed;

    public string OthersByStatus
    {
        get
        {
            var kinds = OtherStatuses.Select(s => $"{s.Key}: {s.Value}");
            return string.Join(", ", Result.Broken > 0 ? kinds.Append($"no answer: {Result.Broken}") : kinds);
        }
    }

    private IEnumerable<KeyValuePair<string, long>> OtherStatuses =>
        Result.Statuses.Where(s => s.Key != $"{Subject.Expected}");

    /// <summary>Why these samples measured something else than was asked for; empty when they did not.</summary>
    public static string Invalid(IEnumerable<Sample> samples) =>
        string.Join("; ", samples.Where(s => !s.Valid).Select(s => $"{s.Subject.Name} {s.OthersByStatus}").Distinct());

    /// <summary>Requests a second of a subject in an iteration.</summary>
    public static double Rate(Sample[] iteration, string subject) =>
        iteration.Single(s => s.Subject.Name == subject).Result.PerSecond;

    /// <summary>Rows of <see cref="Head"/>, one for each subject.</summary>
    public static IEnumerable<string[]> Rows(IEnumerable<Sample> samples) =>
        samples
            .GroupBy(s => s.Subject.Name)
            .OrderBy(s => s.Key, StringComparer.Ordinal)
            .Select(s =>
                new[]
                {
                    s.Key,
                    new Measurements(s.Select(x => x.Result.PerSecond)).Text("N0"),
                    new Measurements(s.Select(x => x.CpuMicroseconds)).Text("0.0"),
                    s.All(x => x.StoreCpuMicroseconds is not null)
                        ? new Measurements(s.Select(x => x.StoreCpuMicroseconds!.Value)).Text("0.0")
                        : "-",
                    Milliseconds(s, r => r.P50),
                    Milliseconds(s, r => r.P99),
                    Milliseconds(s, r => r.P999),
                    string.Join("; ", s.Select(x => x.OthersByStatus).Where(x => x.Length > 0).DefaultIfEmpty("none")),
                }
            );

    public static readonly string[] Head =
    [
        "subject",
        "requests/s",
        "server CPU µs/request",
        "store CPU µs/request",
        "p50 ms",
        "p99 ms",
        "p99.9 ms",
        "other replies",
    ];

    private static string Milliseconds(IEnumerable<Sample> samples, Func<WrkResult, double> microseconds) =>
        $"{new Measurements(samples.Select(s => microseconds(s.Result) / 1000)).Median:N1}";
}
