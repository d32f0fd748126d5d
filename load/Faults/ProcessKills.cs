namespace FuelGrains.Load.Faults;

/// <summary>Kills the product with kill -9 at planned moments, and starts it again at once.</summary>
internal sealed class ProcessKills(WorkloadFixture fixture)
{
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(50);
    private readonly List<Outage> _outages = [];

    public IReadOnlyList<Outage> Outages => _outages;

    /// <summary>Kills that are still due when the workload ends strike then: everything must come to its end all the same.</summary>
    public async Task RunAsync(IReadOnlyList<PlannedKill> plan, Task workload, CancellationToken stop)
    {
        var (time, statistics) = (fixture.Context.Time, fixture.Context.Statistics);
        foreach (var kill in plan)
        {
            while (kill.Count(statistics) < kill.At && !workload.IsCompleted)
                await Task.Delay(PollEvery, time, stop);
            var (from, after) = (time.GetUtcNow(), $"{kill.Count(statistics):N0} {kill.Of}");
            fixture.History.Note("kill -9", after);
            await fixture.Product.KillAndStartAgainAsync(stop);
            _outages.Add(new(from, time.GetUtcNow(), after));
            fixture.History.Note("up again", $"{statistics.Paid} payments");
            Console.WriteLine($"  {_outages[^1]}");
        }
    }
}

/// <summary>A kill that is due as soon as so many of something are counted.</summary>
internal sealed record PlannedKill(string Of, Func<WorkloadStatistics, int> Count, int At)
{
    /// <summary>Spreads kills over the payments; the seed moves each.</summary>
    public static PlannedKill[] AtPayments(int kills, int payments, int seed)
    {
        var random = new Random(seed + 1);
        return
        [
            .. Enumerable
                .Range(1, kills)
                .Select(k => (int)(payments * (k - 0.25 + (random.NextDouble() * 0.5)) / (kills + 1)))
                .Select(at => new PlannedKill("payments", statistics => statistics.Paid, at)),
        ];
    }
}
