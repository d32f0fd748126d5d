namespace FuelGrains.Load.Benchmarks.ScaleOut;

/// <summary>The CPU time and bytes that a cluster used until now, or between two looks.</summary>
/// <param name="Silos">The CPU time of each silo.</param>
/// <param name="Postgres">Zero when the server runs elsewhere.</param>
/// <param name="Bytes">Over the loopback, whoever sent them.</param>
/// <param name="Wal">Bytes that PostgreSQL wrote ahead, for whatever database.</param>
internal sealed record ClusterUse(TimeSpan[] Silos, TimeSpan Front, TimeSpan Postgres, long Bytes, long Wal)
{
    public static ClusterUse operator -(ClusterUse now, ClusterUse before) =>
        new(
            [.. now.Silos.Zip(before.Silos, (n, b) => n - b)],
            now.Front - before.Front,
            now.Postgres - before.Postgres,
            now.Bytes - before.Bytes,
            now.Wal - before.Wal
        );
}

/// <summary>A round of orders at a fixed rate on one cluster.</summary>
/// <param name="ByPlan">How far orders were overtaken that were to be sent earlier.</param>
/// <param name="BySending">How far orders were overtaken that were sent earlier.</param>
internal sealed record ClusterRound(
    OpenLoopResult Orders,
    ClusterUse Use,
    IReadOnlyList<TimeSpan> ByPlan,
    IReadOnlyList<TimeSpan> BySending
)
{
    public double SilosMicroseconds => Each(Use.Silos.Sum(silo => silo.TotalMicroseconds));
    public double FrontMicroseconds => Each(Use.Front.TotalMicroseconds);
    public double PostgresMicroseconds => Each(Use.Postgres.TotalMicroseconds);
    public double Bytes => Each(Use.Bytes);
    public double Wal => Each(Use.Wal);

    /// <summary>The busiest silo's CPU time, as a multiple of an even share; 1 without silos.</summary>
    public double BusiestShare =>
        Use.Silos.Length == 0
            ? 1
            : Use.Silos.Max(silo => silo.TotalMicroseconds) / Use.Silos.Average(silo => silo.TotalMicroseconds);

    /// <summary>The share of orders that lost to one that was sent so much later.</summary>
    public double LostByMore(TimeSpan time) => Each(BySending.Count(lost => lost > time));

    public static double Longest(IReadOnlyList<TimeSpan> overtaken) =>
        overtaken.Count == 0 ? 0 : overtaken.Max().TotalMilliseconds;

    private double Each(double all) => all / Math.Max(1, Orders.AcceptedCount);
}
