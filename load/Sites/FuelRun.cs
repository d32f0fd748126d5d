using System.Globalization;
using FuelGrains.ForecourtSimulator;
using FuelGrains.Load.Checks;
using FuelGrains.Load.Clients;
using FuelGrains.Load.Drivers;
using FuelGrains.Load.Money;
using FuelGrains.Load.Product;
using FuelGrains.Load.Reports;
using FuelGrains.Load.Scenarios;

namespace FuelGrains.Load.Sites;

/// <summary>Sites that fuel until they are stopped; with drivers who pay, a product that is killed, and a match of meters and money.</summary>
internal sealed class FuelRun(ForecourtSettings settings, Stand stand, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    // An order nobody pays runs out after three minutes where waits are not shortened; the rest is a site that must come back.
    private static readonly TimeSpan EndWithin = TimeSpan.FromMinutes(5);

    private readonly MeterJournal journal = new(settings.Journal, time)
    {
        Remembers = settings.Mode == ForecourtMode.Pay,
    };
    private readonly List<Outage> outages = [];
    private bool Pays => settings.Mode == ForecourtMode.Pay;

    public async Task<bool> RunAsync(CancellationToken stop)
    {
        var fleet = await Fleet.MakeAsync(
            settings.Stations,
            stand.Staff,
            station => new(Site(station), journal, time),
            time,
            stop
        );
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var home = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var began = time.GetTimestamp();
        var fuelling = fleet.RunAsync(over.Token);
        var everybody = await EverybodyAsync(fleet, began, stop);
        var held = true;
        if (!Pays)
            await WatchAsync(fleet, drivers: null, began, stop);
        else if (everybody)
        {
            var shop = settings.Vouchers > 0 ? await OpenShopAsync(fleet, stop) : null;
            var drivers = new PayingDrivers(stand.Product.Http, time, settings.Seed, shop, settings.Vouchers);
            var driving = drivers.RunAsync(
                [
                    .. fleet.Stations.SelectMany(station =>
                        Enumerable.Range(1, settings.Pumps).Select(pump => (station, pump))
                    ),
                ],
                home.Token
            );
            began = time.GetTimestamp();
            await Task.WhenAll(WatchAsync(fleet, drivers, began, stop), KillAsync(began, stop));
            await home.CancelAsync();
            await driving;
            // The sites go on meanwhile: what is on its way still needs their answers.
            held = await MatchAsync(drivers, shop, CancellationToken.None);
        }
        await over.CancelAsync();
        await fuelling;
        return everybody && held;
    }

    public void Dispose() => journal.Dispose();

    private async Task<bool> MatchAsync(PayingDrivers drivers, VoucherShop? shop, CancellationToken stop)
    {
        Console.WriteLine("Drivers are home: waiting for everything to come to its end");
        var ended = await drivers.EndAsync(EndWithin, stop);
        var orders = ended.Select(order => order.Order).OfType<FuelOrderReply>().ToList();
        var untold = await drivers.UntoldAsync(stop);
        List<Check> checks =
        [
            Check.Of("drivers", "killed as often as asked", outages.Count == settings.Kills, $"{outages.Count}"),
            Check.None(
                "meters",
                "each order agrees with the meter that it paid for, and each cleared sale was paid once",
                MeterMatch.Judge(journal.Meters, ended)
            ),
            Check.None("drivers", "no order that nobody was told of", untold),
        ];
        if (stand.WeChat is { } wechat)
            checks.AddRange(
                FuelMoneyMatch.Of(
                    await wechat.JournalAsync(stop),
                    shop is null ? [] : await shop.PaymentsAsync(stop),
                    orders
                )
            );
        if (shop is not null)
            checks.AddRange(FuelVoucherMatch.Of(await drivers.VouchersAsync(stop), orders));
        if (shop is not null && stand.Product.Store is { } store)
            checks.AddRange(HoldMatch.Of(await HoldMatch.ReadAsync(store, stop), orders));
        await FuelPayReport
            .Write(settings, stand, outages, journal, orders, checks)
            .PublishAsync(settings.Results ?? Repository.Find().Results, $"forecourt-pay-{stand.Storage}", time);
        return checks.TrueForAll(check => check.Held);
    }

    private async Task<VoucherShop> OpenShopAsync(Fleet fleet, CancellationToken stop)
    {
        foreach (var station in fleet.Stations)
        foreach (var product in SiteProduct.Usual)
            while (!await stand.Staff.MapAsync(station, product.Id, product.Id + "#", stop))
                await Task.Delay(LookEvery, time, stop);
        var shop = new VoucherShop(stand.Staff, stand.Product.Http, time);
        await shop.OpenAsync(PayingDrivers.Couples(settings.Stations * settings.Pumps), settings.Vouchers, stop);
        return shop;
    }

    /// <summary>Evenly over the time, at moments that the seed moves.</summary>
    private async Task KillAsync(long began, CancellationToken stop)
    {
        var random = new Random(settings.Seed);
        for (var kill = 1; kill <= settings.Kills; kill++)
        {
            var at = settings.Duration * ((kill - 0.25 + (random.NextDouble() * 0.5)) / (settings.Kills + 1));
            if (at - time.GetElapsedTime(began) is var wait && wait > TimeSpan.Zero)
                await Task.Delay(wait, time, stop);
            var from = time.GetUtcNow();
            await stand.Product.KillAndStartAgainAsync(stop);
            var cleared = journal.Meters.Values.Count(meter => meter.Cleared > 0);
            outages.Add(
                new(from, time.GetUtcNow(), string.Create(CultureInfo.InvariantCulture, $"{cleared:N0} cleared sales"))
            );
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  kill -9; ready again after {outages[^1].Lasted.TotalSeconds:0.0} s"
                )
            );
        }
    }

    private async Task<bool> EverybodyAsync(Fleet fleet, long began, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && fleet.Sites.Any(site => site.Site.Logins == 0))
        {
            if (settings.Duration != Timeout.InfiniteTimeSpan && time.GetElapsedTime(began) > settings.Duration)
            {
                Console.WriteLine($"{fleet.Sites.Count(site => site.Site.Logins == 0)} sites never logged in.");
                return false;
            }
            await Task.Delay(LookEvery, time, stop).ContinueWith(_ => { }, TaskScheduler.Default);
        }
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"All {fleet.Sites.Count} sites logged in within {time.GetElapsedTime(began).TotalSeconds:0.0} s."
            )
        );
        return true;
    }

    private async Task WatchAsync(Fleet fleet, PayingDrivers? drivers, long began, CancellationToken stop)
    {
        while (
            !stop.IsCancellationRequested
            && (settings.Duration == Timeout.InfiniteTimeSpan || time.GetElapsedTime(began) < settings.Duration)
        )
        {
            await Task.Delay(ReportEvery, time, stop).ContinueWith(_ => { }, TaskScheduler.Default);
            var counts = string.Join(
                ", ",
                journal
                    .Counts.OrderBy(count => count.Key)
                    .Select(count => string.Create(CultureInfo.InvariantCulture, $"{count.Value} {count.Key}"))
            );
            var orders = drivers is null
                ? ""
                : string.Create(CultureInfo.InvariantCulture, $", {drivers.Placed} orders");
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{time.GetElapsedTime(began).TotalSeconds, 5:0} s: {fleet.Logins} logins{orders}; {counts}"
                )
            );
        }
    }

    private SiteSettings Site(SecretReply station) =>
        stand.Site(station, settings) with
        {
            Pace = settings.Pace,
            Faults = settings.Faults ? SiteFaults.Usual : SiteFaults.None,
        };
}
