namespace FuelGrains.Load.Workloads.Payments;

/// <summary>
/// The common part of workloads under faults: product and simulator as processes, a database of its own, a bounded wait for the end, and
/// the observations that the verifiers need.
/// </summary>
internal abstract class FaultedWorkload(FaultedWorkloadSettings settings, TimeProvider time)
{
    protected static readonly TimeSpan OpenFor = TimeSpan.FromHours(2);
    private static readonly TimeSpan OpensIn = TimeSpan.FromSeconds(2);
    private readonly Repository _repository = Repository.Find();

    protected TimeProvider Time => time;

    /// <summary>The run's name, in keys and titles.</summary>
    protected string Run { get; } = RunId.New();

    /// <summary>The opening time of a campaign that is published now.</summary>
    protected DateTimeOffset Opening => time.GetUtcNow() + OpensIn;

    /// <summary>Runs the workload to its end and to the report.</summary>
    protected abstract Task<WorkloadReport> RunAsync(WorkloadFixture fixture, CancellationToken stop);

    public async Task<int> RunAsync(string name, CancellationToken stop)
    {
        Console.WriteLine($"Seed {settings.Seed}");
        var machine = await Machine.DescribeAsync(_repository, stop);
        if (settings.Build)
        {
            await _repository.BuildFrontAsync(stop);
            await _repository.BuildSimulatorAsync(stop);
        }
        // A run that broke off is kept as well, because somebody must look at it.
        using var work = new WorkFolder { Keep = true };
        var own = settings.Server is { } server ? await PostgresStore.CreateAsync(server, stop) : null;
        if (own is not null)
            Console.WriteLine($"Database {own.Database}");
        var held = await RunAsync(name, own ?? (Store)SqliteStore.In(work.Sub("data")), work, machine, stop);
        work.Keep = !held || settings.Keep;
        if (own is not null && !work.Keep)
            await own.DropAsync(settings.Server!, stop);
        return held ? 0 : 1;
    }

    /// <summary>Runs the scripts under faults, heals WeChat, and waits for everything to end.</summary>
    protected async Task<WorkloadOutcome> RunAsync(
        WorkloadFixture fixture,
        IReadOnlyList<Func<CancellationToken, Task>> scripts,
        IReadOnlyList<PlannedKill> kills,
        Func<Task> beforeHealing,
        CancellationToken stop
    )
    {
        var faults = new FaultInjection(settings, fixture);
        await using var reconciliation = ReconciliationObserver.Start(fixture.Staff, time);
        await faults.RunAsync(scripts, kills, stop);
        await beforeHealing();
        await faults.HealAsync(stop);
        var resent = await UnknowablePayments.ResendAsync(fixture.WeChat, stop);
        var quiesce = new Quiesce(fixture.Store, fixture.WeChat, time);
        var quiesced = await quiesce.RunAsync(settings.QuiesceWithin, stop);
        return new()
        {
            Faults = faults,
            Statistics = fixture.Context.Statistics,
            Resent = resent,
            Quiesced = quiesced,
            Quiesce = quiesce,
            Reconciliation = await reconciliation.FinishAsync(stop),
        };
    }

    private async Task<bool> RunAsync(
        string name,
        Store store,
        WorkFolder work,
        string[] machine,
        CancellationToken stop
    )
    {
        await using var history = new RequestHistory(Path.Combine(work.FullName, "history.jsonl"), time);
        await using var wechat = await WeChatProcess.StartAsync(
            _repository,
            work,
            FaultedWorkloadSettings.TimeFactor,
            settings.KeyBits,
            time,
            stop
        );
        var identity = await wechat.Control.SettingsAsync(stop);
        Console.WriteLine($"Starting the product on {store.Name}");
        var launch = new ProductLaunch(_repository.Front, store, work.FullName, settings.Http, time)
        {
            WeChat = wechat,
            Named = settings.RealWaits
                ? ProductSettings.OneAddress
                : [.. ProductSettings.OneAddress, .. ProductSettings.ShortWaits],
        };
        await using var product = await ProductUnderTest.StartAsync(launch, stop);
        var statistics = new WorkloadStatistics();
        using var requests = new RequestQueue(settings.Http.Connections, statistics, history, time);
        var phones = new PhoneClient(product.Http);
        var staff = await StaffClient.LoginAsync(product.Http, settings.Staff, time, stop);
        var customers = await Logins.LoginAsync(phones, settings.Customers, Run, time, stop);
        var context = new RunContext(Run, settings.Seed, phones, wechat.Control, requests, statistics, time);
        var merchant = new Merchant(identity["WeChatPay__MerchantId"], identity["WeChat__AppId"]);
        var fixture = new WorkloadFixture(
            store,
            machine,
            product,
            wechat,
            merchant,
            staff,
            customers,
            context,
            history
        );
        var report = await RunAsync(fixture, stop);
        await report.Write().PublishAsync(settings.Results ?? _repository.Results, $"{name}-{store.Name}", time);
        return report.Held;
    }
}

/// <summary>The fixture of a workload.</summary>
internal sealed record WorkloadFixture(
    Store Store,
    string[] Machine,
    ProductUnderTest Product,
    WeChatProcess WeChat,
    Merchant Merchant,
    StaffClient Staff,
    Customer[] Customers,
    RunContext Context,
    RequestHistory History
);

/// <summary>The outcome of a workload, beside the histories.</summary>
internal sealed record WorkloadOutcome
{
    public required FaultInjection Faults { get; init; }
    public required WorkloadStatistics Statistics { get; init; }

    /// <summary>Payments that only WeChat's bill could have told; see <see cref="UnknowablePayments"/>.</summary>
    public required int Resent { get; init; }

    /// <summary>From the end of the scripts until nothing waited; null when the time ran out first.</summary>
    public required TimeSpan? Quiesced { get; init; }
    public required Quiesce Quiesce { get; init; }

    /// <summary>The product's own reconciliation.</summary>
    public required IReadOnlyList<Check> Reconciliation { get; init; }
}
