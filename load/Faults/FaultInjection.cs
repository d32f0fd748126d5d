namespace FuelGrains.Load.Faults;

/// <summary>
/// The faults around the customers: WeChat misbehaves, forged callbacks come between the genuine ones, and the product is killed.
/// </summary>
internal sealed class FaultInjection(FaultedWorkloadSettings settings, RunContext context)
{
    /// <summary>The limit of a workload: a product that comes to no end would be waited for by every customer otherwise.</summary>
    private static readonly TimeSpan EndsWithin = TimeSpan.FromMinutes(30);

    private readonly ProcessKills _kills = new(context);
    private readonly List<int> _ids = [];
    private IReadOnlyList<FaultOrder> _plan = [];

    public IReadOnlyList<Outage> Outages => _kills.Outages;
    public ForgedCallbacks Forgeries { get; } = new(context);

    /// <summary>Each fault with how often it struck.</summary>
    public IReadOnlyList<string> Faults { get; private set; } = [];

    /// <summary>Runs until all scripts have ended. WeChat goes on misbehaving until it is healed.</summary>
    public async Task RunAsync(
        IReadOnlyList<Func<CancellationToken, Task>> scripts,
        IReadOnlyList<PlannedKill> kills,
        CancellationToken stop
    )
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(EndsWithin);
        _plan = settings.Faults;
        foreach (var fault in _plan)
            _ids.Add(await context.WeChat.BreakAsync(fault, limit.Token));
        await using var progress = Progress.Show(() => context.Statistics.Line(scripts.Count), context.Time);
        var workload = Task.WhenAll(scripts.Select(script => Task.Run(() => script(limit.Token), limit.Token)));
        var refunds = settings.Calm ? Task.CompletedTask : RefundFaults.RunAsync(context, workload, limit.Token);
        await Task.WhenAll(
            OrEndAsync(workload),
            OrEndAsync(Forgeries.RunAsync(workload, limit.Token)),
            OrEndAsync(_kills.RunAsync(kills, workload, limit.Token)),
            OrEndAsync(refunds)
        );

        // A product that does not start again would be waited for by every customer otherwise.
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
        var hits = (await context.WeChat.FaultsAsync(stop)).ToDictionary(f => f.Id, f => f.Hits);
        Faults = [.. _plan.Zip(_ids).Select(f => FaultPlan.Text(f.First, hits.GetValueOrDefault(f.Second)))];
        await context.WeChat.HealAsync(stop);
    }
}
