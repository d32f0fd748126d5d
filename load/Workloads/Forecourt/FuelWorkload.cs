namespace FuelGrains.Load.Workloads.Forecourt;

/// <summary>
/// Sites that fuel until they are stopped. With <c>--pay</c>, drivers pay, the product is killed, and in the end meters, payments and
/// vouchers are verified.
/// </summary>
internal sealed class FuelWorkload(
    ForecourtSettings settings,
    ForecourtFixture fixture,
    MeterJournal journal,
    TimeProvider time
)
{
    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(100);

    // An unpaid order expires after three minutes where waits are not shortened; the rest is for a site that must come back.
    private static readonly TimeSpan EndWithin = TimeSpan.FromMinutes(5);

    private readonly List<Outage> _outages = [];

    public async Task<bool> RunAsync(CancellationToken stop)
    {
        var fleet = await SiteFleet.MakeAsync(
            settings.Stations,
            fixture.Staff,
            station => new(Site(station), journal, time),
            time,
            stop
        );
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var began = time.GetTimestamp();
        var fuelling = fleet.RunAsync(over.Token);
        var allOnline = await AllLogInAsync(fleet, began, stop);
        var held = true;
        if (!settings.Pays)
            await WatchAsync(fleet, drivers: null, began, stop);
        else if (allOnline)
            held = await PayAsync(fleet, stop);
        await over.CancelAsync();
        await fuelling;
        return allOnline && held;
    }

    private async Task<bool> PayAsync(SiteFleet fleet, CancellationToken stop)
    {
        using var home = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var phones = new PhoneClient(fixture.Product.Http);
        var shop = settings.Vouchers > 0 ? await OpenShopAsync(fleet, phones, stop) : null;
        var drivers = new PayingDrivers(phones, time, settings.Seed, shop, settings.Vouchers);
        var pumps = fleet.Stations.SelectMany(station =>
            Enumerable.Range(1, settings.Pumps).Select(pump => (station, pump))
        );
        var driving = drivers.RunAsync([.. pumps], home.Token);
        var began = time.GetTimestamp();
        await Task.WhenAll(WatchAsync(fleet, drivers, began, stop), KillAsync(began, stop));
        await home.CancelAsync();
        await driving;
        // The sites go on meanwhile: open orders still need their answers.
        return await VerifyAsync(drivers, shop, CancellationToken.None);
    }

    private async Task<bool> VerifyAsync(PayingDrivers drivers, VoucherPurchases? shop, CancellationToken stop)
    {
        Console.WriteLine("Drivers are home: waiting for everything to come to its end");
        var ended = await drivers.EndAsync(EndWithin, stop);
        var orders = ended.Select(order => order.Order).OfType<FuelOrderReply>().ToList();
        List<Check> checks =
        [
            Check.Of("drivers", "killed as often as asked", _outages.Count == settings.Kills, $"{_outages.Count}"),
            Check.None(
                "meters",
                "each order agrees with the meter that it paid for, and each cleared sale was paid once",
                MeterVerifier.Mismatches(journal.Meters, ended)
            ),
            Check.None("drivers", "no order that nobody was told of", await drivers.UntoldAsync(stop)),
        ];
        if (fixture.WeChat is { } wechat)
        {
            var others = shop is null ? [] : await shop.PaymentsAsync(stop);
            checks.AddRange(FuelPaymentVerifier.Of(await wechat.JournalAsync(stop), others, orders));
        }
        if (shop is not null)
            checks.AddRange(FuelVoucherVerifier.Of(await drivers.VouchersAsync(stop), orders));
        if (shop is not null && fixture.Product.Store is { } store)
            checks.AddRange(VoucherHoldVerifier.Of(await FuelTables.ReadHoldsAsync(store, stop), orders));
        await FuelPaymentReport
            .Write(settings, fixture, _outages, journal, orders, checks)
            .PublishAsync(settings.Results ?? Repository.Find().Results, $"forecourt-pay-{fixture.Storage}", time);
        return checks.TrueForAll(check => check.Held);
    }

    private async Task<VoucherPurchases> OpenShopAsync(SiteFleet fleet, PhoneClient phones, CancellationToken stop)
    {
        foreach (var station in fleet.Stations)
        foreach (var product in SiteProduct.Usual)
            while (!await fixture.Staff.MapAsync(station, product.Id, product.Id + "#", stop))
                await Task.Delay(PollEvery, time, stop);
        var shop = new VoucherPurchases(fixture.Staff, phones, time);
        await shop.OpenAsync(PayingDrivers.Couples(settings.Stations * settings.Pumps), settings.Vouchers, stop);
        return shop;
    }

    /// <summary>Kills are spread evenly over the time; the seed moves each.</summary>
    private async Task KillAsync(long began, CancellationToken stop)
    {
        var random = new Random(settings.Seed);
        for (var kill = 1; kill <= settings.Kills; kill++)
        {
            var at = settings.Duration * ((kill - 0.25 + (random.NextDouble() * 0.5)) / (settings.Kills + 1));
            if (at - time.GetElapsedTime(began) is var wait && wait > TimeSpan.Zero)
                await Task.Delay(wait, time, stop);
            var from = time.GetUtcNow();
            await fixture.Product.KillAndStartAgainAsync(stop);
            var cleared = journal.Meters.Values.Count(meter => meter.Cleared > 0);
            _outages.Add(new(from, time.GetUtcNow(), $"{cleared:N0} cleared sales"));
            Console.WriteLine($"  {_outages[^1]}");
        }
    }

    private async Task<bool> AllLogInAsync(SiteFleet fleet, long began, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && fleet.Sites.Any(site => site.Site.Logins == 0))
        {
            if (settings.Duration != Timeout.InfiniteTimeSpan && time.GetElapsedTime(began) > settings.Duration)
            {
                Console.WriteLine($"{fleet.Sites.Count(site => site.Site.Logins == 0)} sites never logged in.");
                return false;
            }
            await Task.Delay(PollEvery, time, stop).ContinueWith(_ => { }, TaskScheduler.Default);
        }
        var seconds = time.GetElapsedTime(began).TotalSeconds;
        Console.WriteLine($"All {fleet.Sites.Count} sites logged in within {seconds:0.0} s.");
        return true;
    }

    private async Task WatchAsync(SiteFleet fleet, PayingDrivers? drivers, long began, CancellationToken stop)
    {
        while (
            !stop.IsCancellationRequested
            && (settings.Duration == Timeout.InfiniteTimeSpan || time.GetElapsedTime(began) < settings.Duration)
        )
        {
            await Task.Delay(ReportEvery, time, stop).ContinueWith(_ => { }, TaskScheduler.Default);
            var counts = string.Join(", ", journal.Counts.OrderBy(c => c.Key).Select(c => $"{c.Value} {c.Key}"));
            var orders = drivers is null ? "" : $", {drivers.Placed} orders";
            var seconds = time.GetElapsedTime(began).TotalSeconds;
            Console.WriteLine($"{seconds, 5:0} s: {fleet.Logins} logins{orders}; {counts}");
        }
    }

    private SiteSettings Site(SecretReply station) =>
        fixture.Site(station) with
        {
            Pace = settings.Pace,
            Faults = settings.Faults ? SiteFaults.Usual : SiteFaults.None,
        };
}
