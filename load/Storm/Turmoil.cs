using FuelGrains.Load.Money;
using FuelGrains.Load.Product;
using FuelGrains.Load.Reports;
using FuelGrains.Load.Scenarios;

namespace FuelGrains.Load.Storm;

/// <summary>What goes on around the customers: WeChat misbehaves, forgers call between them, and kill -9 strikes.</summary>
internal sealed class Turmoil(StormSettings settings, ProductUnderTest product, Stage stage, History history)
{
    /// <summary>A product that comes to no end would else be waited for, customer by customer.</summary>
    private static readonly TimeSpan EndsWithin = TimeSpan.FromMinutes(30);

    private readonly Nemesis nemesis = new(product, stage.Tally, history, stage.Time);
    private readonly List<int> ids = [];
    private IReadOnlyList<Clients.FaultOrder> plan = [];

    public IReadOnlyList<Outage> Outages => nemesis.Outages;

    public ForgeryProbe Forgeries { get; } = new(stage);

    /// <summary>Each fault with how often it struck.</summary>
    public IReadOnlyList<string> Faults { get; private set; } = [];

    /// <summary>Until everybody is through. WeChat goes on misbehaving until it is healed.</summary>
    public async Task RunAsync(
        IReadOnlyList<Func<CancellationToken, Task>> lives,
        IReadOnlyList<Strike> strikes,
        CancellationToken stop
    )
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(EndsWithin);
        plan = settings.Calm ? [] : FaultPlan.Of(settings.Seed);
        foreach (var fault in plan)
            ids.Add(await stage.WeChat.BreakAsync(fault, limit.Token));
        await using var progress = Progress.Show(() => stage.Tally.Line(lives.Count), stage.Time);
        var storm = Task.WhenAll(lives.Select(live => Task.Run(() => live(limit.Token), limit.Token)));
        await Task.WhenAll(
            OrEndAsync(storm),
            OrEndAsync(Forgeries.RunAsync(storm, limit.Token)),
            OrEndAsync(nemesis.RunAsync(strikes, storm, limit.Token)),
            OrEndAsync(
                settings.Calm
                    ? Task.CompletedTask
                    : RefundTrouble.RunAsync(stage.WeChat, storm, stage.Time, limit.Token)
            )
        );

        // A product that does not start again would else be waited for by every customer.
        async Task OrEndAsync(Task work)
        {
            try
            {
                await work;
            }
            catch
            {
                await limit.CancelAsync();
                throw;
            }
        }
    }

    public async Task HealAsync(CancellationToken stop)
    {
        var hits = (await stage.WeChat.FaultsAsync(stop)).ToDictionary(f => f.Id, f => f.Hits);
        Faults = [.. plan.Zip(ids).Select(f => FaultPlan.Text(f.First, hits.GetValueOrDefault(f.Second)))];
        await stage.WeChat.HealAsync(stop);
    }
}
