using System.CommandLine;
using System.Globalization;
using FuelGrains.Load.Checks;
using FuelGrains.Load.Clients;
using FuelGrains.Load.Money;
using FuelGrains.Load.Product;
using FuelGrains.Load.Reports;
using FuelGrains.Load.Storm;

namespace FuelGrains.Load.Scenarios;

/// <summary>A sale is sold out and paid for while WeChat misbehaves and the product dies twice; then every fen is looked for.</summary>
internal sealed class PayStormScenario(PayStormSettings settings, TimeProvider time)
{
    private static readonly TimeSpan OpensIn = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan OpenFor = TimeSpan.FromHours(2);

    /// <summary>After the last payBy of the first rush: late payers are through, and closing orders have let go.</summary>
    private static readonly TimeSpan SecondRushAfter = TimeSpan.FromSeconds(10);

    /// <summary>One more than anybody asks for: a doubled order would not hide behind the limit.</summary>
    private const int Limit = 3;

    private readonly Repository repository = Repository.Find();
    private readonly string run = RunId.New();
    private readonly StormTally tally = new();
    private bool held;

    public static Command Attach(Command command, TimeProvider time)
    {
        var options = new PayStormOptions();
        options.AddTo(command);
        command.SetAction((parsed, stop) => new PayStormScenario(options.Read(parsed), time).RunAsync(stop));
        return command;
    }

    private async Task<int> RunAsync(CancellationToken stop)
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
        if (settings.Server is not { } server) work.Keep = !await HeldAsync(SqliteStore.In(work.Sub("data"))) || settings.Keep;
        else
        {
            var own = await PostgresStore.CreateAsync(server, stop);
            Console.WriteLine($"Database {own.Database}");
            work.Keep = !await HeldAsync(own) || settings.Keep;
            if (!work.Keep) await own.DropAsync(server, stop);
        }
        return held ? 0 : 1;

        async Task<bool> HeldAsync(Store store) => held = await RunAsync(store, work, machine, stop);
    }

    private async Task<bool> RunAsync(Store store, WorkFolder work, string[] machine, CancellationToken stop)
    {
        await using var history = new History(Path.Combine(work.FullName, "history.jsonl"), time);
        await using var wechat = await WeChatProcess.StartAsync(
            repository, work.Sub("wechat"), work.FullName, PayStormSettings.TimeFactor, settings.KeyBits, time, stop);
        var identity = await wechat.Control.SettingsAsync(stop);
        await using var product = await StartProductAsync(store, identity, work, stop);
        using var phones = new Phones(settings.Http.Connections, settings.Retries, tally, history, time);

        var staff = await StaffClient.LoginAsync(product.Http, settings.Staff, stop);
        var customers = await Crowd.LoginAsync(new(product.Http), settings.Customers, run, time, stop);
        var sale = await OpenSaleAsync(staff, stop);
        var stage = new Stage(sale, run, settings.Seed, settings.Shares, new(product.Http), wechat.Control, phones, tally, time)
        {
            SecondRush = time.GetUtcNow() + TimeSpan.FromSeconds(settings.PayWithinSeconds) + SecondRushAfter,
        };
        var storm = new PayStorm(settings, product, wechat, stage, history);
        await using var books = BooksWatch.Start(staff, time);
        var stories = await storm.RunAsync(customers, stop);

        var outcome = new StormOutcome
        {
            Outages = storm.Outages, Forgeries = storm.Forgeries, Faults = storm.Faults, Doubles = storm.Doubles, Tally = tally,
        };
        outcome.ToldAgain = await LostForGood.TellAgainAsync(wechat, stop);
        outcome.PutRight = await RefundTrouble.PutRightAsync(wechat, stop);
        var drain = new Drain(store, wechat.Control, time);
        outcome.Drained = await drain.RunAsync(settings.DrainWithin, stop);
        outcome.Left = drain.Left;
        outcome.Books = await books.FinishAsync(stop);

        var seen = await new MoneyWitness(stage).AskAsync(stories, stop);
        var unsure = stories.Where(s => s.Unsure).Select(s => s.Customer.Id).ToHashSet();
        var told = new Told([.. stories.Select(s => s.Order).OfType<ToldOrder>()], unsure);
        var merchant = new Merchant(identity["WeChatPay__MerchantId"], identity["WeChat__AppId"]);
        var all = new Evidence(await wechat.JournalAsync(stop), await new MoneyLedger(store).ReadAsync(stop), told, merchant, settings.Stock);
        var report = new PayStormReport(settings, store.Name, machine, outcome, all, seen);
        await report.Write().PublishAsync(settings.Results ?? repository.Results, $"pay-storm-{store.Name}", time);
        return report.Held;
    }

    private async Task<ProductUnderTest> StartProductAsync(Store store, Dictionary<string, string> identity, WorkFolder work, CancellationToken stop)
    {
        var address = ProductUnderTest.FreeAddress();
        var environment = ProductSettings.For(store, demoSeed: false);
        foreach (var (name, value) in identity) environment[name] = value;
        environment["WeChatPay__NotifyBaseUrl"] = address.ToString();
        // The same ports at each start, as an operator has it: the cluster then knows that whoever was there before is dead.
        environment["FuelGrains__SiloPort"] = Text(ChildProcess.FreePort());
        environment["FuelGrains__GatewayPort"] = Text(ChildProcess.FreePort());
        foreach (var (name, value) in ProductSettings.OneAddress) environment[name] = value;
        if (!settings.RealWaits)
            foreach (var (name, value) in ProductSettings.ShortWaits) environment[name] = value;
        Console.WriteLine($"Starting the product on {store.Name}");
        return await ProductUnderTest.StartAsync(address, repository, store, environment, work.FullName, settings.Http, time, stop);

        static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
    }

    private async Task<Guid> OpenSaleAsync(StaffClient staff, CancellationToken stop)
    {
        var product = await staff.AnyProductAsync(stop);
        var startsAt = time.GetUtcNow() + OpensIn;
        var sale = await staff.PublishAsync(
            new()
            {
                ProductId = product, Title = $"load {run}", Stock = settings.Stock, StartsAt = startsAt, EndsAt = startsAt + OpenFor,
                LimitPerCustomer = Limit, LimitPerOrder = 2, PayWithinSeconds = settings.PayWithinSeconds,
            },
            stop);
        var wait = sale.StartsAt - (await staff.SaleAsync(sale.Id, stop)).ServerTime;
        if (wait > TimeSpan.Zero) await Task.Delay(wait, time, stop);
        return sale.Id;
    }
}
