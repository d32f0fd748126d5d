namespace FuelGrains.Load.Workloads.Payments;

/// <summary>
/// The common part of workloads under faults: product and simulator as processes, a database of its own, a bounded wait for the end, and
/// the observations that the verifiers need.
/// </summary>
internal abstract class FaultedWorkload(FaultedWorkloadSettings settings, TimeProvider time)
{
    private static readonly TimeSpan OpensIn = TimeSpan.FromSeconds(2);

    /// <summary>The opening time of a campaign that is published now.</summary>
    protected DateTimeOffset Opening => time.GetUtcNow() + OpensIn;

    /// <summary>Runs the workload to its end and to the report.</summary>
    protected abstract Task<WorkloadReport> ReportAsync(RunContext context, CancellationToken stop);

    public async Task<int> RunAsync(string name, CancellationToken stop)
    {
        Console.WriteLine($"Seed {settings.Seed}");
        await using var fixture = new RunFixture(settings, time);
        await fixture.StartAsync(stop);
        await using var history = new RequestHistory(fixture.Work.File("history.jsonl"), time);
        using var requests = new RequestQueue(settings.Http.Connections, history, time);
        var (run, identity) = (RunId.New(), await fixture.WeChat!.Control.SettingsAsync(stop));
        var merchant = new Merchant(identity["WeChatPay__MerchantId"], identity["WeChat__AppId"]);
        var customers = await Logins.LoginAsync(fixture.Phones, settings.Customers, run, time, stop);
        var context = new RunContext(
            fixture,
            run,
            settings.Seed,
            customers,
            merchant,
            requests,
            settings.Coupons,
            time
        );
        var report = await ReportAsync(context, stop);
        return await fixture.EndAsync(name, report.Write(), report.Checks);
    }

    /// <summary>Runs the scripts under faults, heals WeChat, and waits for everything to end.</summary>
    /// <param name="payments">The rough number of payments: the longer faults begin at parts of it.</param>
    protected async Task<WorkloadOutcome> RunAsync(
        RunContext context,
        IEnumerable<Func<CancellationToken, Task>> scripts,
        IReadOnlyList<PlannedKill> kills,
        int payments,
        Func<Task> beforeHealing,
        CancellationToken stop
    )
    {
        var fixture = context.Fixture;
        using var faults = new FaultInjection(settings, context);
        await using var reconciliation = new ReconciliationObserver(fixture.Staff, time);
        await faults.RunAsync([.. scripts], kills, settings.Spells(payments), stop);
        await beforeHealing();
        await faults.HealAsync(stop);
        var resent = await StrayPayments.ResendAsync(fixture.WeChat!, stop);
        var quiesce = new Quiesce(fixture.Product.Store!, fixture.WeChat!, time);
        var quiesced = await quiesce.RunAsync(settings.QuiesceWithin, stop);
        return new(faults, resent, quiesced, quiesce, await reconciliation.FinishAsync(stop));
    }

    /// <summary>Ends a run with the next day, when the product matches WeChat's bills.</summary>
    protected async Task<BillOutcome> MatchBillsAsync(RunContext context, CancellationToken stop)
    {
        if (!settings.Bills)
            return new(null, "--no-bills");
        if (await LaterClock.FindAsync(time, stop) is { } clock)
            return new(await new NextDay(context, clock).RunAsync(stop), null);
        Console.WriteLine($"WeChat's bills were not matched, because {LaterClock.Missing}.");
        return new(null, LaterClock.Missing);
    }
}

/// <summary>The outcome of a workload, beside the histories.</summary>
/// <param name="Resent">Payments that only WeChat's bill could have told; see <see cref="StrayPayments.ResendAsync"/>.</param>
/// <param name="Quiesced">From the end of the scripts until nothing waited; null when the time ran out first.</param>
/// <param name="Reconciliation">The product's own reconciliation.</param>
internal sealed record WorkloadOutcome(
    FaultInjection Faults,
    int Resent,
    TimeSpan? Quiesced,
    Quiesce Quiesce,
    IReadOnlyList<Check> Reconciliation
);
