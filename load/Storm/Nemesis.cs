using System.Globalization;
using FuelGrains.Load.Money;
using FuelGrains.Load.Product;

namespace FuelGrains.Load.Storm;

/// <summary>kill -9 for the product in the middle of the payments, as often as asked; it is started again at once.</summary>
internal sealed class Nemesis(ProductUnderTest product, StormTally tally, History history, TimeProvider time)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);
    private readonly List<Outage> outages = [];

    public IReadOnlyList<Outage> Outages => outages;

    /// <summary>At which numbers of payments it strikes: spread over them, and moved by the seed.</summary>
    public static int[] Plan(int kills, int payments, int seed)
    {
        var random = new Random(seed + 1);
        return [.. Enumerable.Range(1, kills).Select(k => (int)(payments * (k - 0.25 + (random.NextDouble() * 0.5)) / (kills + 1)))];
    }

    /// <summary>Strikes what it still has when the storm is over: the drain can bear it as well.</summary>
    public async Task RunAsync(int[] plan, Task storm, CancellationToken stop)
    {
        foreach (var payments in plan)
        {
            while (tally.Paid < payments && !storm.IsCompleted) await Task.Delay(LookEvery, time, stop);
            var from = time.GetUtcNow();
            history.Note("kill -9", $"{tally.Paid} payments");
            await product.KillAndStartAgainAsync(stop);
            outages.Add(new(from, time.GetUtcNow(), tally.Paid));
            history.Note("up again", $"{tally.Paid} payments");
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"  kill -9 at {payments:N0} payments; ready again after {outages[^1].Lasted.TotalSeconds:0.0} s"));
        }
    }
}
