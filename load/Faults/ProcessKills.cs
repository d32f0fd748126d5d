namespace FuelGrains.Load.Faults;

/// <summary>Kills the product with kill -9 at planned moments, and starts it again at once.</summary>
internal sealed class ProcessKills(RunContext context)
{
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(50);
    private readonly List<Outage> _outages = [];

    public IReadOnlyList<Outage> Outages => _outages;

    /// <summary>Kills that are still due when the workload ends strike then: everything must come to its end all the same.</summary>
    /// <param name="turn">Waited for, so that other troubles do not meet a dead product.</param>
    public async Task RunAsync(
        IReadOnlyList<PlannedKill> plan,
        SemaphoreSlim turn,
        Task workload,
        CancellationToken stop
    )
    {
        var (time, statistics) = (context.Time, context.Statistics);
        foreach (var kill in plan)
        {
            while (kill.Count(statistics) < kill.At && !workload.IsCompleted)
                await Task.Delay(PollEvery, time, stop);
            await turn.WaitAsync(stop);
            var after = $"{kill.Count(statistics):N0} {kill.Of}";
            context.Requests.History.Note("kill -9", after);
            _outages.Add(await context.Fixture.Product.KillAndStartAgainAsync(after, time, stop));
            context.Requests.History.Note("up again", $"{statistics.Paid} payments");
            Console.WriteLine($"  {_outages[^1]}");
            turn.Release();
        }
    }
}

/// <summary>A kill that is due as soon as so many of something are counted.</summary>
internal sealed record PlannedKill(string Of, Func<WorkloadStatistics, int> Count, int At)
{
    /// <summary>Spreads kills over the payments; the seed moves each.</summary>
    public static PlannedKill[] AtPayments(int kills, int payments, int seed) =>
        [
            .. Spread(kills, new Random(seed + 1))
                .Select(at => new PlannedKill("payments", statistics => statistics.Paid, (int)(payments * at))),
        ];

    /// <summary>Spreads kills evenly over a run, from 0 to 1; chance moves each.</summary>
    public static IEnumerable<double> Spread(int kills, Random random) =>
        Enumerable.Range(1, kills).Select(kill => (kill - 0.25 + (random.NextDouble() * 0.5)) / (kills + 1));
}

/// <summary>The time from a kill until the product said that it was ready again.</summary>
/// <param name="After">The progress of the workload at the kill.</param>
internal sealed record Outage(DateTimeOffset From, DateTimeOffset To, string After)
{
    public TimeSpan Lasted => To - From;

    /// <summary>Whether a callback was on its way at any moment of the outage.</summary>
    public bool Touches(DateTimeOffset from, DateTimeOffset to) => from <= To && to >= From;

    public override string ToString() => $"kill -9 after {After}, ready again after {Lasted.TotalSeconds:0.0} s";
}
