namespace FuelGrains.Load.Workloads.Payments;

/// <summary>
/// Thousands of orders wait for their payments when WeChat begins to hang, and stays so. Measured is when the last unit is back, and how
/// fast others buy meanwhile.
/// </summary>
internal sealed class HangingGatewayWorkload(HangingGatewaySettings settings, TimeProvider time)
{
    private const double LeastRate = 0.9;
    private static readonly TimeSpan AfterGrace = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan GivesUpAfter = TimeSpan.FromMinutes(45);
    private static readonly TimeSpan LooksEvery = TimeSpan.FromSeconds(1);
    private static readonly string[] Operations = ["prepay", "query", "close"];

    private readonly string _run = RunId.New();
    private readonly RetryPolicy _retries = new(30);

    public async Task<int> RunAsync(CancellationToken stop)
    {
        await using var fixture = new RunFixture(settings, time);
        await fixture.StartAsync(stop);
        var customers = await Logins.LoginAsync(
            fixture.Phones,
            Math.Max(settings.Orders, settings.Buyers),
            _run,
            time,
            stop
        );
        await RateAsync(fixture, customers, "warming up", stop);
        var before = await RateAsync(fixture, customers, "before", stop);
        var (sale, payBy) = await PrepareAsync(fixture, customers, stop);
        foreach (var operation in Operations)
            await fixture.WeChat!.Control.BreakAsync(new(operation, "hang"), stop);
        Console.WriteLine($"WeChat hangs. The last order is to be paid by {payBy:HH:mm:ss}");
        await time.UntilAsync(payBy, stop);
        var closing = await RateAsync(fixture, customers, "closing", stop);
        await time.UntilAsync(payBy + settings.Grace, stop);
        var returning = RateAsync(fixture, customers, "returning", stop);
        var back = await AllBackAsync(fixture.Product.Store!, sale, stop) - payBy;
        var meanwhile = await returning;
        var asked = (await fixture.WeChat!.Control.FaultsAsync(stop)).Sum(fault => fault.Hits);

        var least = settings.Timed ? LeastRate : 0;
        var checks = new Checks("hanging gateway")
            .That(
                $"the last unit is back {AfterGrace.TotalMinutes:0} min after the grace at the latest",
                !settings.Timed || back <= settings.Grace + AfterGrace,
                $"{(back - settings.Grace).TotalSeconds:N1} s after it"
            )
            .That(
                "customers who buy elsewhere notice nothing",
                Math.Min(closing, meanwhile) >= least * before,
                "see the rates"
            );
        var report = new Report(
            $"Hanging gateway on {fixture.Storage}: {Report.Verdict([.. checks], "every unit came back")}"
        )
            .Paragraph(
                $"{settings.Orders:N0} orders with a prepared payment; then prepay, query and close hang for ever. {settings.Buyers:N0} "
                    + "customers buy in a sale of their own before it, while the orders close, and while the units return."
            )
            .Bullets([.. fixture.Machine, ProductSettings.Text(settings.Named)])
            .Table(
                ["figure", "value"],
                new Rows
                {
                    ["last unit back, after the last payBy"] = $"{back.TotalMinutes:0.00} min",
                    ["last unit back, after payBy and grace"] = $"{(back - settings.Grace).TotalSeconds:N1} s",
                    ["calls to WeChat while it hung"] = $"{asked:N0}",
                    ["orders per second before"] = $"{before:N0}",
                    ["orders per second while the orders closed"] = $"{closing:N0} ({closing / before:0.00} of before)",
                    ["orders per second while the units returned"] =
                        $"{meanwhile:N0} ({meanwhile / before:0.00} of before)",
                }
            )
            .Checks("Checks", checks);
        return await fixture.EndAsync("hanging-gateway", report, [.. checks]);
    }

    private async Task<(Guid Sale, DateTimeOffset PayBy)> PrepareAsync(
        RunFixture fixture,
        Customer[] customers,
        CancellationToken stop
    )
    {
        var sale = await OpenAsync(fixture, "unpaid", settings.Orders, settings.PayWithinSeconds, stop);
        var payBys = await Progress.SelectAsync(
            customers[..settings.Orders],
            settings.Connections,
            "payments prepared",
            async (customer, cancel) =>
            {
                var placed = (await BuyAsync(fixture, customer, sale, cancel)).Read<PlacedReply>()!;
                var prepared = await _retries.SendAsync(
                    _ => fixture.Phones.PayAsync(customer, placed.OrderId, cancel),
                    time,
                    cancel
                );
                return prepared.Accepted
                    ? placed.PayBy
                    : throw new CannotRunException($"An order could not be prepared: {prepared.Slug}.");
            },
            time,
            stop
        );
        return payBys.Min() > time.GetUtcNow()
            ? (sale, payBys.Max())
            : throw new CannotRunException("The first order expired before the last was prepared: raise --pay-within.");
    }

    private async Task<double> RateAsync(RunFixture fixture, Customer[] customers, string when, CancellationToken stop)
    {
        var sale = await OpenAsync(fixture, when, settings.Buyers, payWithinSeconds: 3_600, stop);
        var began = time.GetTimestamp();
        await Progress.SelectAsync(
            customers[..settings.Buyers],
            settings.Connections,
            $"orders {when}",
            (customer, cancel) => BuyAsync(fixture, customer, sale, cancel),
            time,
            stop
        );
        return settings.Buyers / time.GetElapsedTime(began).TotalSeconds;
    }

    private async Task<Reply> BuyAsync(RunFixture fixture, Customer customer, Guid sale, CancellationToken stop)
    {
        var key = $"{_run}-{customer.Id}";
        var placed = await _retries.SendAsync(_ => fixture.Phones.BuyAsync(customer, sale, 1, key, stop), time, stop);
        return placed.Accepted ? placed : throw new CannotRunException($"An order was refused: {placed.Slug}.");
    }

    private async Task<Guid> OpenAsync(
        RunFixture fixture,
        string what,
        int stock,
        int payWithinSeconds,
        CancellationToken stop
    )
    {
        var draft = new SaleDraft
        {
            ProductId = await fixture.Staff.AnyProductAsync(stop),
            Title = $"load {_run} {what}",
            Stock = stock,
            StartsAt = time.GetUtcNow(),
            LimitPerCustomer = 1,
            PayWithinSeconds = payWithinSeconds,
        };
        return (await fixture.Staff.OpenAsync(draft, stop)).Id;
    }

    private async Task<DateTimeOffset> AllBackAsync(Store store, Guid sale, CancellationToken stop)
    {
        if (!await time.UntilAsync(LooksEvery, GivesUpAfter, IsBackAsync, stop))
            throw new CannotRunException($"Units were not back after {GivesUpAfter.TotalMinutes:0} min.");
        return time.GetUtcNow();

        async Task<bool> IsBackAsync()
        {
            await using var snapshot = await DatabaseSnapshot.OpenAsync(store, stop);
            var held = await snapshot.ListAsync<HeldRow>(
                "SELECT held FROM stock_shards WHERE campaign_id = @sale",
                stop,
                ("sale", sale)
            );
            return held.All(shard => shard.Held == 0);
        }
    }

    private sealed record HeldRow(long Held);
}
