namespace FuelGrains.Load.Workloads.Forecourt;

/// <summary>
/// Sites that fuel until they are stopped. With <c>--pay</c>, drivers pay, the product is killed, and in the end meters, payments and
/// vouchers are verified.
/// </summary>
internal sealed class FuelWorkload(ForecourtRun run)
{
    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(100);

    // An unpaid order expires after three minutes where waits are not shortened; the rest is for a site that must come back.
    private static readonly TimeSpan EndWithin = TimeSpan.FromMinutes(5);

    private readonly ForecourtSettings _settings = run.Settings;
    private readonly TimeProvider _time = run.Time;
    private readonly List<Outage> _outages = [];

    public async Task<int> RunAsync(CancellationToken stop)
    {
        var faults = _settings.Faults ? SiteFaults.Usual : SiteFaults.None;
        var fleet = await run.MakeFleetAsync(
            site => new(site with { Pace = _settings.Pace, Faults = faults }, run.Journal, _time),
            stop
        );
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var began = _time.GetTimestamp();
        var fuelling = fleet.RunAsync(over.Token);
        var allOnline = await AllLogInAsync(fleet, began, stop);
        var code = run.Fixture.End(allOnline);
        if (!_settings.Pays)
            await WatchAsync(fleet, drivers: null, began, stop);
        else if (allOnline)
            code = await PayAsync(fleet, stop);
        await over.CancelAsync();
        await fuelling;
        return code;
    }

    private async Task<int> PayAsync(SiteFleet fleet, CancellationToken stop)
    {
        using var home = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var phones = run.Fixture.Phones;
        var shop = _settings.Vouchers > 0 ? await OpenShopAsync(fleet, stop) : null;
        var drivers = new PayingDrivers(phones, _time, _settings, shop);
        var pumps = fleet.Stations.SelectMany(station =>
            Enumerable.Range(1, _settings.Pumps).Select(pump => (station, pump))
        );
        var driving = drivers.RunAsync([.. pumps], home.Token);
        var began = _time.GetTimestamp();
        await Task.WhenAll(WatchAsync(fleet, drivers, began, stop), KillAsync(began, stop));
        await home.CancelAsync();
        await driving;
        // The sites go on meanwhile: open orders still need their answers.
        return await VerifyAsync(drivers, shop, CancellationToken.None);
    }

    private async Task<int> VerifyAsync(PayingDrivers drivers, VoucherPurchases? shop, CancellationToken stop)
    {
        Console.WriteLine("Drivers are home: waiting for everything to come to its end");
        var ended = await drivers.EndAsync(EndWithin, stop);
        var orders = ended.Select(order => order.Order).OfType<FuelOrderReply>().ToList();
        List<Check> checks =
        [
            new("drivers", "killed as often as asked", _outages.Count == _settings.Kills, $"{_outages.Count}"),
            Check.None(
                "meters",
                "each order agrees with the meter that it paid for, and each cleared sale was paid once",
                MeterVerifier.Mismatches(run.Journal.Meters, ended)
            ),
            Check.None("drivers", "no order that nobody was told of", await drivers.UntoldAsync(stop)),
        ];
        if (run.Fixture.WeChat is { } wechat)
        {
            var others = shop is null ? [] : await shop.PaymentsAsync(stop);
            // A life that was killed while it reported shipping holds its lease for half a minute.
            await _time.UntilAsync(
                PollEvery,
                EndWithin,
                async () => !FuelPaymentVerifier.Unreported(await wechat.JournalAsync(stop), orders).Any(),
                stop
            );
            checks.AddRange(FuelPaymentVerifier.Of(await wechat.JournalAsync(stop), others, orders));
        }
        if (shop is not null)
            checks.AddRange(FuelVoucherVerifier.Of(await drivers.VouchersAsync(stop), orders));
        if (shop is not null && run.Product.Store is { } store)
            checks.AddRange(VoucherHoldVerifier.Of(await FuelTables.ReadHoldsAsync(store, stop), orders));
        return await run.EndAsync("pay", FuelPaymentReport.Write(run, _outages, drivers, orders, checks), checks);
    }

    private async Task<VoucherPurchases> OpenShopAsync(SiteFleet fleet, CancellationToken stop)
    {
        var staff = run.Fixture.Staff;
        foreach (var station in fleet.Stations)
        foreach (var product in SiteProduct.Usual)
            while (!await staff.MapAsync(station, product.Id, product.Id + "#", stop))
                await Task.Delay(PollEvery, _time, stop);
        var shop = new VoucherPurchases(staff, _time);
        await shop.OpenAsync(PayingDrivers.Couples(_settings.Stations * _settings.Pumps), _settings.Vouchers, stop);
        return shop;
    }

    /// <summary>Kills are spread evenly over the time; the seed moves each.</summary>
    private async Task KillAsync(long began, CancellationToken stop)
    {
        foreach (var at in PlannedKill.Spread(_settings.Kills, new Random(_settings.Seed)))
        {
            if ((_settings.Duration * at) - _time.GetElapsedTime(began) is var wait && wait > TimeSpan.Zero)
                await Task.Delay(wait, _time, stop);
            var cleared = run.Journal.Meters.Values.Count(meter => meter.Cleared > 0);
            _outages.Add(await run.Product.KillAndStartAgainAsync($"{cleared:N0} cleared sales", _time, stop));
            Console.WriteLine($"  {_outages[^1]}");
        }
    }

    private async Task<bool> AllLogInAsync(SiteFleet fleet, long began, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && fleet.Sites.Any(site => site.Site.Logins == 0))
        {
            if (IsOver(began))
            {
                Console.WriteLine($"{fleet.Sites.Count(site => site.Site.Logins == 0)} sites never logged in.");
                return false;
            }
            await Task.Delay(PollEvery, _time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        var seconds = _time.GetElapsedTime(began).TotalSeconds;
        Console.WriteLine($"All {fleet.Sites.Count} sites logged in within {seconds:0.0} s.");
        return true;
    }

    private async Task WatchAsync(SiteFleet fleet, PayingDrivers? drivers, long began, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && !IsOver(began))
        {
            await Task.Delay(ReportEvery, _time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var counts = string.Join(", ", run.Journal.Counts.OrderBy(c => c.Key).Select(c => $"{c.Value} {c.Key}"));
            var orders = drivers is null ? "" : $", {drivers.Placed} orders";
            var seconds = _time.GetElapsedTime(began).TotalSeconds;
            Console.WriteLine($"{seconds, 5:0} s: {fleet.Logins} logins{orders}; {counts}");
        }
    }

    private bool IsOver(long began) =>
        _settings.Duration != Timeout.InfiniteTimeSpan && _time.GetElapsedTime(began) >= _settings.Duration;
}
