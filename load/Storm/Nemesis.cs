using System.Globalization;
using FuelGrains.Load.Money;
using FuelGrains.Load.Product;

namespace FuelGrains.Load.Storm;

/// <summary>kill -9 for the product in the middle of what goes on, as often as asked; it is started again at once.</summary>
internal sealed class Nemesis(ProductUnderTest product, StormTally tally, History history, TimeProvider time)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);
    private readonly List<Outage> outages = [];

    public IReadOnlyList<Outage> Outages => outages;

    /// <summary>Spread over the payments, and moved by the seed.</summary>
    public static Strike[] AtPayments(int kills, int payments, int seed)
    {
        var random = new Random(seed + 1);
        return
        [
            .. Enumerable
                .Range(1, kills)
                .Select(k => new Strike(
                    "payments",
                    t => t.Paid,
                    (int)(payments * (k - 0.25 + (random.NextDouble() * 0.5)) / (kills + 1))
                )),
        ];
    }

    /// <summary>Strikes what it still has when the storm is over: the drain can bear it as well.</summary>
    public async Task RunAsync(IReadOnlyList<Strike> plan, Task storm, CancellationToken stop)
    {
        foreach (var strike in plan)
        {
            while (strike.Count(tally) < strike.At && !storm.IsCompleted)
                await Task.Delay(LookEvery, time, stop);
            var (from, after) = (
                time.GetUtcNow(),
                string.Create(CultureInfo.InvariantCulture, $"{strike.Count(tally):N0} {strike.Of}")
            );
            history.Note("kill -9", after);
            await product.KillAndStartAgainAsync(stop);
            outages.Add(new(from, time.GetUtcNow(), after));
            history.Note("up again", $"{tally.Paid} payments");
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  kill -9 after {after}; ready again after {outages[^1].Lasted.TotalSeconds:0.0} s"
                )
            );
        }
    }
}

/// <summary>When the product is killed: as soon as so many of something are counted.</summary>
internal sealed record Strike(string Of, Func<StormTally, int> Count, int At);
