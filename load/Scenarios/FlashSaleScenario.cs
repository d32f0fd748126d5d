using System.CommandLine;
using System.Globalization;
using FuelGrains.Load.Burst;
using FuelGrains.Load.Checks;
using FuelGrains.Load.Clients;
using FuelGrains.Load.Product;
using FuelGrains.Load.Reports;

namespace FuelGrains.Load.Scenarios;

/// <summary>A sale opens, everybody presses at once, and then every promise is looked at from both sides.</summary>
internal sealed class FlashSaleScenario(FlashSaleSettings settings, TimeProvider time)
{
    /// <summary>Time to get everybody to the button before it opens.</summary>
    private static readonly TimeSpan OpensIn = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan OpenFor = TimeSpan.FromHours(2);

    /// <summary>No hold runs out during a run: what is counted afterwards is what was sold.</summary>
    private const int PayWithinSeconds = 3600;

    public static Command Attach(Command command, TimeProvider time)
    {
        var options = new FlashSaleOptions();
        options.AddTo(command);
        command.SetAction((parsed, stop) => new FlashSaleScenario(options.Read(parsed), time).RunAsync(stop));
        return command;
    }

    private async Task<int> RunAsync(CancellationToken stop)
    {
        var repository = Repository.Find();
        var machine = await Machine.DescribeAsync(repository, stop);
        using var work = new WorkFolder { Keep = true };
        await using var product = await OpenProductAsync(repository, work, stop);

        var run = RunId.New();
        var phones = new CustomerClient(product.Http);
        var staff = await StaffClient.LoginAsync(product.Http, settings.Staff, time, stop);
        var customers = await Crowd.LoginAsync(phones, settings.Customers, run, time, stop);
        var sale = await OpenSaleAsync(staff, run, stop);

        var burst = Burst();
        var outcomes = await burst.RunAsync(
            Press.All(customers, settings.SecondPhoneEvery, run),
            settings.Connections,
            stop
        );
        var told = new BurstRecord(sale.Id, settings.Stock, LimitPerCustomer: 1, outcomes);
        Console.WriteLine("Checking what was promised; first, a sample of keys is pressed again");
        var again = AnswerChecks.Sample(told, settings.Replays);
        var answers = await Burst().RunAsync([.. again.Select(p => p.Press)], settings.Connections, stop);
        IReadOnlyList<Check> checks =
        [
            .. AnswerChecks.Of(told, burst.Tally),
            AnswerChecks.OfReplays(again, answers),
            .. await new ApiWitness(staff, phones, time).JudgeAsync(told, stop),
            .. await AskDatabaseAsync(told, product.Store, stop),
        ];

        // Our own SQLite file is thrown away; every other ledger lives on, and must not find a thousand holds to expire later.
        if (!settings.Keep && (product.Process is null || product.Store is PostgresStore))
            await staff.CloseAsync(sale.Id, stop);
        var store = product.Store?.Name ?? "target";
        var report = FlashSaleReport.Write(settings, store, machine, burst.Tally, checks, time);
        await report.PublishAsync(settings.Results ?? repository.Results, $"flash-sale-{store}", time);
        var held = checks.All(c => c.Held);
        work.Keep = settings.Keep || !held;
        return held ? 0 : 1;

        FlashBurst Burst() => new(product, sale.Id, new RetryLimits(settings.Attempts), time);
    }

    private async Task<ProductUnderTest> OpenProductAsync(
        Repository repository,
        WorkFolder work,
        CancellationToken stop
    )
    {
        var postgres = settings.Postgres is { } connection ? new PostgresStore(connection) : null;
        if (settings.Target is { } address)
            return ProductUnderTest.Running(
                address,
                postgres ?? (settings.Sqlite is { } file ? new SqliteStore(file) : (Store?)null),
                settings.Http
            );

        await repository.BuildFrontAsync(stop);
        Store store = postgres ?? (Store)SqliteStore.In(work.Sub("data"));
        Console.WriteLine($"Starting the product on {store.Name}; login limits raised: {ProductSettings.Raised}");
        return await ProductUnderTest.StartAsync(
            repository.Front,
            store,
            ProductSettings.For(store, demoSeed: false),
            work.FullName,
            settings.Http,
            time,
            stop
        );
    }

    /// <summary>Returns at the opening, by the server's clock.</summary>
    private async Task<SaleReply> OpenSaleAsync(StaffClient staff, string run, CancellationToken stop)
    {
        var product = await staff.AnyProductAsync(stop);
        var startsAt = time.GetUtcNow() + OpensIn;
        var sale = await staff.PublishAsync(
            new()
            {
                ProductId = product,
                Title = $"load {run}",
                Stock = settings.Stock,
                StartsAt = startsAt,
                EndsAt = startsAt + OpenFor,
                LimitPerCustomer = 1,
                PayWithinSeconds = PayWithinSeconds,
            },
            stop
        );
        var wait = sale.StartsAt - (await staff.SaleAsync(sale.Id, stop)).ServerTime;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"The sale opens in {wait.TotalSeconds:0.0} s"));
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, time, stop);
        return sale;
    }

    private static async Task<IEnumerable<Check>> AskDatabaseAsync(
        BurstRecord told,
        Store? store,
        CancellationToken stop
    )
    {
        if (store is not null)
            return LedgerWitness.Judge(told, await new Ledger(store).ReadAsync(told.Sale, stop));
        Console.WriteLine("Only the API was checked: --postgres or --sqlite says where the product's database is.");
        return [];
    }
}
