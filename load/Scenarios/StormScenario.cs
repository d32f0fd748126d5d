using System.Globalization;
using FuelGrains.Load.Checks;
using FuelGrains.Load.Clients;
using FuelGrains.Load.Money;
using FuelGrains.Load.Product;
using FuelGrains.Load.Reports;
using FuelGrains.Load.Storm;

namespace FuelGrains.Load.Scenarios;

/// <summary>What all storms have in common: product and simulator as processes, a database of its own, and an end that is waited for.</summary>
internal abstract class StormScenario(StormSettings settings, TimeProvider time)
{
    private static readonly TimeSpan OpensIn = TimeSpan.FromSeconds(2);
    private readonly Repository repository = Repository.Find();
    private bool held;

    protected TimeProvider Time => time;

    /// <summary>The run's own name, in keys and titles.</summary>
    protected string Run { get; } = RunId.New();

    /// <summary>When something that is published now opens.</summary>
    protected DateTimeOffset Opening => time.GetUtcNow() + OpensIn;

    /// <summary>The storm, to its end and to the report.</summary>
    protected abstract Task<StormReport> PlayAsync(StormGround ground, CancellationToken stop);

    protected async Task<int> RunAsync(string name, CancellationToken stop)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Seed {settings.Seed}"));
        var machine = await Machine.DescribeAsync(repository, stop);
        if (settings.Build)
        {
            await repository.BuildFrontAsync(stop);
            await repository.BuildSimulatorAsync(stop);
        }
        // Kept until it is known that everything held: a run that broke off is to be looked at as well.
        using var work = new WorkFolder { Keep = true };
        if (settings.Server is not { } server)
            work.Keep = !await HeldAsync(SqliteStore.In(work.Sub("data"))) || settings.Keep;
        else
        {
            var own = await PostgresStore.CreateAsync(server, stop);
            Console.WriteLine($"Database {own.Database}");
            work.Keep = !await HeldAsync(own) || settings.Keep;
            if (!work.Keep)
                await own.DropAsync(server, stop);
        }
        return held ? 0 : 1;

        async Task<bool> HeldAsync(Store store) => held = await RunAsync(name, store, work, machine, stop);
    }

    /// <summary>WeChat tells what only its bill could tell, people put right what is theirs to put right, and everything comes to its end.</summary>
    protected async Task<StormOutcome> SettleAsync(
        StormGround ground,
        Turmoil turmoil,
        BooksWatch books,
        Drain drain,
        CancellationToken stop
    )
    {
        var outcome = new StormOutcome
        {
            Outages = turmoil.Outages,
            Forgeries = turmoil.Forgeries,
            Faults = turmoil.Faults,
            Tally = ground.Stage.Tally,
        };
        outcome.ToldAgain = await LostForGood.TellAgainAsync(ground.WeChat, stop);
        outcome.Drained = await drain.RunAsync(settings.DrainWithin, stop);
        outcome.PutRight = drain.PutRight;
        outcome.Left = drain.Left;
        outcome.Books = await books.FinishAsync(stop);
        return outcome;
    }

    private async Task<bool> RunAsync(
        string name,
        Store store,
        WorkFolder work,
        string[] machine,
        CancellationToken stop
    )
    {
        await using var history = new History(Path.Combine(work.FullName, "history.jsonl"), time);
        await using var wechat = await WeChatProcess.StartAsync(
            repository,
            work.Sub("wechat"),
            work.FullName,
            StormSettings.TimeFactor,
            settings.KeyBits,
            time,
            stop
        );
        var identity = await wechat.Control.SettingsAsync(stop);
        await using var product = await StartProductAsync(store, identity, work, stop);
        var tally = new StormTally();
        using var phones = new Phones(settings.Http.Connections, settings.Retries, tally, history, time);
        var staff = await StaffClient.LoginAsync(product.Http, settings.Staff, time, stop);
        var customers = await Crowd.LoginAsync(new(product.Http), settings.Customers, Run, time, stop);
        var stage = new Stage(Run, settings.Seed, new(product.Http), wechat.Control, phones, tally, time);
        var merchant = new Merchant(identity["WeChatPay__MerchantId"], identity["WeChat__AppId"]);
        var report = await PlayAsync(
            new(store, machine, product, wechat, merchant, staff, customers, stage, history),
            stop
        );
        await report.Write().PublishAsync(settings.Results ?? repository.Results, $"{name}-{store.Name}", time);
        return report.Held;
    }

    private async Task<ProductUnderTest> StartProductAsync(
        Store store,
        Dictionary<string, string> identity,
        WorkFolder work,
        CancellationToken stop
    )
    {
        var address = ProductUnderTest.FreeAddress();
        var environment = ProductSettings.For(store, demoSeed: false);
        foreach (var (name, value) in identity)
            environment[name] = value;
        environment["WeChatPay__NotifyBaseUrl"] = address.ToString();
        // The same ports at each start, as an operator has it: the cluster then knows that whoever was there before is dead.
        environment["FuelGrains__SiloPort"] = Text(ChildProcess.FreePort());
        environment["FuelGrains__GatewayPort"] = Text(ChildProcess.FreePort());
        foreach (var (name, value) in ProductSettings.OneAddress)
            environment[name] = value;
        if (!settings.RealWaits)
            foreach (var (name, value) in ProductSettings.ShortWaits)
                environment[name] = value;
        Console.WriteLine($"Starting the product on {store.Name}");
        return await ProductUnderTest.StartAsync(
            address,
            repository.Front,
            store,
            environment,
            work.FullName,
            settings.Http,
            time,
            stop
        );

        static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
    }
}

/// <summary>What a storm finds when it begins.</summary>
internal sealed record StormGround(
    Store Store,
    string[] Machine,
    ProductUnderTest Product,
    WeChatProcess WeChat,
    Merchant Merchant,
    StaffClient Staff,
    Customer[] Customers,
    Stage Stage,
    History History
);
