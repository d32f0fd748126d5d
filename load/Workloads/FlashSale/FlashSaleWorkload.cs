namespace FuelGrains.Load.Workloads.FlashSale;

/// <summary>A sale opens, every customer buys at once, and then every promise is verified from the API and from the database.</summary>
internal sealed class FlashSaleWorkload(FlashSaleSettings settings, TimeProvider time)
{
    /// <summary>The time between publishing and opening, in which every customer is ready.</summary>
    private static readonly TimeSpan OpensIn = TimeSpan.FromSeconds(3);

    public async Task<int> RunAsync(CancellationToken stop)
    {
        await using var fixture = new RunFixture(settings, time);
        await fixture.StartAsync(stop);
        var (product, staff, run) = (fixture.Product, fixture.Staff, RunId.New());
        var customers = await Logins.LoginAsync(fixture.Phones, settings.Customers, run, time, stop);
        Console.WriteLine($"The sale opens in {OpensIn.TotalSeconds:0} s");
        var draft = new SaleDraft
        {
            ProductId = await staff.AnyProductAsync(stop),
            Title = $"load {run}",
            Stock = settings.Stock,
            StartsAt = time.GetUtcNow() + OpensIn,
            LimitPerCustomer = 1,
        };
        var sale = await staff.OpenAsync(draft, stop);

        var generator = Generator();
        var outcomes = await generator.RunAsync(Purchase.All(customers, settings.SecondPhoneEvery, run), stop);
        var history = new PurchaseHistory(sale.Id, settings.Stock, Limit: 1, outcomes);
        Console.WriteLine("Verifying what was promised; first, a sample of keys is sent again");
        var sample = ResponseVerifier.Sample(history, settings.Replays);
        var replays = await Generator().RunAsync([.. sample.Select(p => p.Purchase)], stop);
        var observed = await new OrderObserver(staff, fixture.Phones, time).ObserveAsync(history, stop);
        var tables = product.Store is { } store ? await CampaignTables.ReadAsync(store, sale.Id, stop) : null;
        if (tables is null)
            Console.WriteLine(
                "Only the API was verified: --postgres or --sqlite says where the product's database is."
            );
        IReadOnlyList<Check> checks =
        [
            .. ResponseVerifier.Of(history, generator.Statistics),
            ResponseVerifier.OfReplays(sample, replays),
            .. SaleVerifier.Of("API", history, observed.Stock, observed.Orders),
            .. tables is null ? [] : SaleDatabaseVerifier.Of(history, tables),
        ];

        // Only the run's own SQLite file is thrown away: in any other database thousands of holds would expire later.
        if (!settings.Keep && (product.Process is null || product.Store is PostgresStore))
            await staff.CloseAsync(sale.Id, stop);
        return await fixture.EndAsync("flash-sale", Write(fixture, generator.Statistics, checks), checks);

        PurchaseGenerator Generator() => new(fixture, sale.Id, settings);
    }

    private Report Write(RunFixture fixture, PurchaseStatistics statistics, IReadOnlyList<Check> checks)
    {
        var accepted = statistics.Count(ReplyKind.Accepted);
        var all = time.GetElapsedTime(statistics.Started, statistics.Ended);
        var selling = time.GetElapsedTime(statistics.Started, statistics.LastAccepted);
        var ownCpu = statistics.GeneratorCpu.TotalMicroseconds / statistics.Sent;
        return new Report($"Flash sale on {fixture.Storage}: {Report.Verdict(checks, "every invariant held")}")
            .Paragraph(
                $"{settings.Customers:N0} customers, stock {settings.Stock:N0}, limit 1 each, {settings.Connections} connections, closed "
                    + $"loop; every {settings.SecondPhoneEvery}th customer buys with two phones."
            )
            .Bullets([.. fixture.Machine, settings.Described])
            .Section("Speed")
            .Table(
                ["figure", "value"],
                new Rows
                {
                    ["orders per second, opening to last order"] = accepted > 0 ? Rate(accepted, selling) : "-",
                    ["requests per second, whole sale"] = Rate(statistics.Sent, all),
                    ["the load program's own CPU time, per request"] = $"{ownCpu:N0} µs",
                    ["from the opening to the last reply"] = $"{all.TotalSeconds:0.00} s",
                    ["orders acknowledged"] = $"{accepted:N0}",
                    ["unknown replies"] = statistics.Of(ReplyKind.Unknown),
                    ["retries with the same key"] =
                        $"{statistics.Retries:N0}, {statistics.Replayed:N0} of them answered by replay",
                    ["refusals"] = statistics.Of(ReplyKind.Refused),
                }
            )
            .Table(
                ["what", .. Latency.Head],
                [
                    ["accepted replies", .. statistics.Accepted.Cells()],
                    ["refused replies", .. statistics.Refused.Cells()],
                    ["opening to a customer's final reply", .. statistics.SinceOpening.Cells()],
                ]
            )
            .Checks("Invariants", checks);
    }

    private static string Rate(int count, TimeSpan took) => $"{count / took.TotalSeconds:N0}";
}
