using System.Globalization;
using FuelGrains.Load.Product;

namespace FuelGrains.Load.Figures;

/// <summary>One thing that the rounds measure.</summary>
internal sealed record Subject(
    string Name,
    Uri Url,
    string Method,
    int ExpectedStatus,
    string TokenFile,
    ChildProcess Server
)
{
    /// <summary>The sale whose orders are asked for; null where there is none, or one after the other.</summary>
    public Guid? Campaign { get; init; }

    /// <summary>The body of a POST. The floor is asked with that of an order.</summary>
    public string Body { get; init; } = """{"quantity":1}""";

    /// <summary>Null: everybody asks the URL, again and again.</summary>
    public SeatPresses? Presses { get; init; }

    /// <summary>Campaigns whose rows the measurement leaves behind.</summary>
    public IEnumerable<Guid> Campaigns => Campaign is { } sale ? [sale] : Presses?.Campaigns ?? [];
}

/// <summary>One subject in one round.</summary>
internal sealed record Sample(Subject Subject, WrkResult Result, TimeSpan CpuTime)
{
    /// <summary>Above this share of other answers, what was measured is not what was asked for.</summary>
    private const double OthersAllowed = 0.01;

    public double CpuMicroseconds => CpuTime.TotalMicroseconds / Math.Max(1, Result.Requests);

    public long Others => Result.Broken + Result.Statuses.Where(s => s.Key != Expected).Sum(s => s.Value);

    public bool Valid => Result.Requests > 0 && Others <= Result.Requests * OthersAllowed;

    /// <summary>Why the rounds measured something else than was asked for; empty when they did not.</summary>
    public static string Invalid(IReadOnlyList<Sample[]> rounds) =>
        string.Join(
            "; ",
            rounds
                .SelectMany(r => r)
                .Where(s => !s.Valid)
                .Select(s => $"{s.Subject.Name} {s.OthersByStatus}")
                .Distinct()
        );

    public string OthersByStatus
    {
        get
        {
            var kinds = Result.Statuses.Where(s => s.Key != Expected).Select(s => $"{s.Key}: {s.Value}");
            return string.Join(", ", Result.Broken > 0 ? kinds.Append($"no answer: {Result.Broken}") : kinds);
        }
    }

    private string Expected => Subject.ExpectedStatus.ToString(CultureInfo.InvariantCulture);
}
