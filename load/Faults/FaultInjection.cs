namespace FuelGrains.Load.Faults;

/// <summary>
/// The faults around the customers: WeChat misbehaves, forged callbacks come between the genuine ones, and the product is killed.
/// </summary>
internal sealed class FaultInjection(FaultedWorkloadSettings settings, RunContext context) : IDisposable
{
    /// <summary>The limit of a workload: a product that comes to no end would be waited for by every customer otherwise.</summary>
    private static readonly TimeSpan EndsWithin = TimeSpan.FromMinutes(30);

    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(50);

    /// <summary>A hang that a dead product cannot notice is none: kills and spells come one after the other.</summary>
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly ProcessKills _kills = new(context);
    private readonly Dictionary<int, FaultOrder> _ordered = [];
    private readonly Dictionary<FaultOrder, int> _struck = [];
    private readonly List<string> _spells = [];

    public IReadOnlyList<Outage> Outages => _kills.Outages;
    public ForgedCallbacks Forgeries { get; } = new(context);

    /// <summary>Each fault with how often it struck, and the spells.</summary>
    public IEnumerable<string> Faults => [.. _spells, .. _struck.Select(f => FaultPlan.Text(f.Key, f.Value))];

    /// <summary>Runs until all scripts have ended. WeChat goes on misbehaving until it is healed.</summary>
    public async Task RunAsync(
        IReadOnlyList<Func<CancellationToken, Task>> scripts,
        IReadOnlyList<PlannedKill> kills,
        IReadOnlyList<Spell> spells,
        CancellationToken stop
    )
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(EndsWithin);
        await ReplaceAsync(settings.Faults, limit.Token);
        await using var progress = Progress.Show(() => context.Statistics.Line(scripts.Count), context.Time);
        var workload = Task.WhenAll(scripts.Select(script => Task.Run(() => script(limit.Token), limit.Token)));
        var refunds = settings.Calm ? Task.CompletedTask : RefundFaults.RunAsync(context, workload, limit.Token);
        await Task.WhenAll(
            OrEndAsync(workload),
            OrEndAsync(Forgeries.RunAsync(workload, limit.Token)),
            OrEndAsync(_kills.RunAsync(kills, _turn, workload, limit.Token)),
            OrEndAsync(RunAsync(spells, workload, limit.Token)),
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

    public void Dispose() => _turn.Dispose();

    public Task HealAsync(CancellationToken stop) => ReplaceAsync([], stop);

    /// <summary>A spell that is still due when the workload ends comes then, as a kill does.</summary>
    private async Task RunAsync(IReadOnlyList<Spell> spells, Task workload, CancellationToken stop)
    {
        foreach (var spell in spells)
        {
            while (context.Statistics.Paid < spell.At && !workload.IsCompleted)
                await Task.Delay(PollEvery, context.Time, stop);
            await _turn.WaitAsync(stop);
            var after = $"{spell} after {context.Statistics.Paid:N0} payments";
            context.Requests.History.Note("spell", after);
            Console.WriteLine($"  {after}");
            _spells.Add(after);
            await BeginAsync(spell, stop);
            await Task.Delay(spell.Lasts, context.Time, stop);
            await EndAsync(spell, stop);
            _turn.Release();
        }
    }

    private Task BeginAsync(Spell spell, CancellationToken stop)
    {
        if (spell.Kind == SpellKind.EmptyAccount)
            return context.WeChat.SetBalanceAsync(0, stop);
        // The oldest fault wins: beside the usual ones of the same calls, only some calls would hang.
        var others = settings.Faults.Where(fault => Spell.Hang.All(hang => hang.Operation != fault.Operation));
        return ReplaceAsync([.. Spell.Hang, .. others], stop);
    }

    private Task EndAsync(Spell spell, CancellationToken stop) =>
        spell.Kind == SpellKind.EmptyAccount
            ? context.WeChat.SetBalanceAsync(null, stop)
            : ReplaceAsync(settings.Faults, stop);

    /// <summary>Counts how often the present faults struck, and puts others in their place.</summary>
    private async Task ReplaceAsync(IReadOnlyList<FaultOrder> faults, CancellationToken stop)
    {
        foreach (var fault in await context.WeChat.FaultsAsync(stop))
            if (_ordered.TryGetValue(fault.Id, out var order))
                _struck[order] = _struck.GetValueOrDefault(order) + fault.Hits;
        await context.WeChat.HealAsync(stop);
        _ordered.Clear();
        foreach (var fault in faults)
            _ordered[await context.WeChat.BreakAsync(fault, stop)] = fault;
    }
}
