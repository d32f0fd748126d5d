using FuelGrains.Load.Clients;
using FuelGrains.Load.Product;
using FuelGrains.Load.Reports;
using FuelGrains.Load.Scenarios;

namespace FuelGrains.Load.Storm;

/// <summary>The storm itself: everybody at once, WeChat misbehaving, forgers between them, and kill -9 in the middle.</summary>
internal sealed class PayStorm(PayStormSettings settings, ProductUnderTest product, WeChatProcess wechat, Stage stage, History history)
{
    /// <summary>A product that comes to no end would else be waited for, customer by customer.</summary>
    private static readonly TimeSpan EndsWithin = TimeSpan.FromMinutes(30);

    private readonly Nemesis nemesis = new(product, stage.Tally, history, stage.Time);

    public IReadOnlyList<Money.Outage> Outages => nemesis.Outages;

    public ForgeryProbe Forgeries { get; } = new(stage);

    /// <summary>Second payments of one order.</summary>
    public int Doubles { get; private set; }

    /// <summary>Each fault with how often it struck.</summary>
    public IReadOnlyList<string> Faults { get; private set; } = [];

    public async Task<IReadOnlyList<Story>> RunAsync(IReadOnlyList<Customer> customers, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(EndsWithin);
        var plan = settings.Calm ? [] : FaultPlan.Of(settings.Seed);
        var ids = new List<int>();
        foreach (var fault in plan) ids.Add(await stage.WeChat.BreakAsync(fault, limit.Token));

        Story[] stories = [.. customers.Select((customer, i) => new Story(stage, customer, i))];
        await using (Progress.Show(() => stage.Tally.Line(stories.Length), stage.Time))
        {
            var storm = Task.WhenAll(stories.Select(s => Task.Run(() => s.LiveAsync(limit.Token), limit.Token)));
            await Task.WhenAll(
                storm, Forgeries.RunAsync(storm, limit.Token),
                nemesis.RunAsync(Nemesis.Plan(settings.Kills, Expected(), settings.Seed), storm, limit.Token),
                settings.Calm ? Task.CompletedTask : RefundTrouble.RunAsync(stage.WeChat, storm, stage.Time, limit.Token));
        }
        Doubles = await SecondPhones.PayAsync(wechat, limit.Token);
        var hits = (await stage.WeChat.FaultsAsync(limit.Token)).ToDictionary(f => f.Id, f => f.Hits);
        Faults = [.. plan.Zip(ids).Select(f => FaultPlan.Text(f.First, hits.GetValueOrDefault(f.Second)))];
        await stage.WeChat.HealAsync(limit.Token);
        return stories;
    }

    /// <summary>Payments, roughly: a third of the orders are of two units, and some never pay.</summary>
    private int Expected() =>
        (int)(Math.Min(settings.Customers, settings.Stock * 0.75) * (100 - settings.Shares.Never - settings.Shares.Late) / 100);
}
