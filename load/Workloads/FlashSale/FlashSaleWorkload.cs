namespace FuelGrains.Load.Workloads.FlashSale;

/// <summary>A sale opens, every customer buys at once, and then every promise is verified from the API and from the database.</summary>
internal sealed class FlashSaleWorkload(FlashSaleSettings settings, TimeProvider time)
{
    /// <summary>The time between publishing and opening, in which every customer is ready.</summary>
    private static readonly TimeSpan OpensIn = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan OpenFor = TimeSpan.FromHours(2);

    /// <summary>No hold runs out during a run, so what is counted afterwards is what was sold.</summary>
    private const int PayWithinSeconds = 3600;

    public async Task<int> RunAsync(CancellationToken stop)
    {
        var repository = Repository.Find();
        var machine = await Machine.DescribeAsync(repository, stop);
        using var work = new WorkFolder { Keep = true };
        await using var product = await OpenProductAsync(repository, work, stop);

        var run = RunId.New();
        var phones = new PhoneClient(product.Http);
        var staff = await StaffClient.LoginAsync(product.Http, settings.Staff, time, stop);
        var customers = await Logins.LoginAsync(phones, settings.Customers, run, time, stop);
        var sale = await OpenSaleAsync(staff, run, stop);

        var generator = Generator();
        var outcomes = await generator.RunAsync(
            Purchase.All(customers, settings.SecondPhoneEvery, run),
            settings.Connections,
            stop
        );
        var history = new PurchaseHistory(sale.Id, settings.Stock, LimitPerCustomer: 1, outcomes);
        Console.WriteLine("Verifying what was promised; first, a sample of keys is sent again");
        var sample = ResponseVerifier.Sample(history, settings.Replays);
        var replays = await Generator().RunAsync([.. sample.Select(p => p.Purchase)], settings.Connections, stop);
        var observed = await new OrderObserver(staff, phones, time).ObserveAsync(history, stop);
        IReadOnlyList<Check> checks =
        [
            .. ResponseVerifier.Of(history, generator.Statistics),
            ResponseVerifier.OfReplays(sample, replays),
            .. SaleVerifier.Of("API", history, observed.Stock, observed.Orders),
            .. await VerifyDatabaseAsync(history, product.Store, stop),
        ];

        // Only the run's own SQLite file is thrown away: in any other database thousands of holds would expire later.
        if (!settings.Keep && (product.Process is null || product.Store is PostgresStore))
            await staff.CloseAsync(sale.Id, stop);
        var store = product.Store?.Name ?? "target";
        var report = FlashSaleReport.Write(settings, store, machine, generator.Statistics, checks, time);
        await report.PublishAsync(settings.Results ?? repository.Results, $"flash-sale-{store}", time);
        var held = checks.All(c => c.Held);
        work.Keep = settings.Keep || !held;
        return held ? 0 : 1;

        PurchaseGenerator Generator() => new(product, sale.Id, new RetryPolicy(settings.Attempts), time);
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

        if (settings.Build)
            await repository.BuildFrontAsync(stop);
        var store = postgres ?? (Store)SqliteStore.In(work.Sub("data"));
        Console.WriteLine($"Starting the product on {store.Name}; {settings.Named}");
        return await ProductUnderTest.StartAsync(
            new(repository.Front, store, work.FullName, settings.Http, time),
            stop
        );
    }

    /// <summary>Publishes the sale, and returns at its opening by the server's clock.</summary>
    private async Task<SaleReply> OpenSaleAsync(StaffClient staff, string run, CancellationToken stop)
    {
        var startsAt = time.GetUtcNow() + OpensIn;
        var draft = new SaleDraft
        {
            ProductId = await staff.AnyProductAsync(stop),
            Title = $"load {run}",
            Stock = settings.Stock,
            StartsAt = startsAt,
            EndsAt = startsAt + OpenFor,
            LimitPerCustomer = 1,
            PayWithinSeconds = PayWithinSeconds,
        };
        var sale = await staff.PublishAsync(draft, stop);
        var wait = sale.StartsAt - (await staff.SaleAsync(sale.Id, stop)).ServerTime;
        Console.WriteLine($"The sale opens in {wait.TotalSeconds:0.0} s");
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, time, stop);
        return sale;
    }

    private static async Task<IEnumerable<Check>> VerifyDatabaseAsync(
        PurchaseHistory history,
        Store? store,
        CancellationToken stop
    )
    {
        if (store is not null)
            return SaleDatabaseVerifier.Of(history, await CampaignTables.ReadAsync(store, history.Sale, stop));
        Console.WriteLine("Only the API was verified: --postgres or --sqlite says where the product's database is.");
        return [];
    }
}
