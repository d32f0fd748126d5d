using System.Collections.Concurrent;
using System.Globalization;
using FuelGrains.Load.Clients;
using FuelGrains.Load.Product;

namespace FuelGrains.Load.Drivers;

/// <summary>
/// A driver at each pump who pays by phone, before or after fuelling as the pump wants it, and comes again. Of every four, two are a
/// couple with one account and its vouchers, which both try to use.
/// </summary>
internal sealed class PayingDrivers(HttpClient http, TimeProvider time, int seed, VoucherShop? shop, int vouchersEach)
{
    private const int Couple = 4;
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(400);

    private readonly ConcurrentBag<PlacedOrder> _placed = [];
    private readonly ConcurrentDictionary<int, Lazy<Task<DriverClient>>> _accounts = new();

    public int Placed => _placed.Count;

    public static int Couples(int pumps) => (pumps + Couple - 1) / Couple;

    /// <summary>Pays until told to stop.</summary>
    public Task RunAsync(IReadOnlyCollection<(Guid Station, int Pump)> pumps, CancellationToken stop) =>
        Task.WhenAll(
            pumps.Select((at, i) => DriveAsync(i, at.Station, at.Pump, new Random(HashCode.Combine(seed, i)), stop))
        );

    /// <summary>Every order as it stands once nothing of it moves any more, or when the patience is over.</summary>
    public async Task<IReadOnlyList<(PlacedOrder Placed, FuelOrderReply? Order)>> EndAsync(
        TimeSpan patience,
        CancellationToken stop
    )
    {
        var began = time.GetTimestamp();
        var ended = new List<(PlacedOrder, FuelOrderReply?)>();
        foreach (var placed in _placed)
        {
            var order = await placed.Driver.OrderAsync(placed.Id, stop);
            while (order is not { IsOver: true } && time.GetElapsedTime(began) < patience)
            {
                await Task.Delay(Glance, time, stop);
                order = await placed.Driver.OrderAsync(placed.Id, stop);
            }
            ended.Add((placed, order));
        }
        return ended;
    }

    /// <summary>Orders that the product has of these drivers, and that none of them was told of.</summary>
    public async Task<IReadOnlyList<Guid>> UntoldAsync(CancellationToken stop)
    {
        var told = _placed.Select(placed => placed.Id).ToHashSet();
        var untold = new List<Guid>();
        foreach (var driver in await AccountsAsync())
            untold.AddRange((await UntilAsync(driver.OrdersAsync, stop)).Where(order => !told.Contains(order)));
        return untold;
    }

    /// <summary>Every voucher of these drivers as it stands.</summary>
    public async Task<IReadOnlyList<FuelVoucherReply>> VouchersAsync(CancellationToken stop)
    {
        var vouchers = new List<FuelVoucherReply>();
        foreach (var driver in await AccountsAsync())
            vouchers.AddRange(await UntilAsync(driver.VouchersAsync, stop));
        return vouchers;
    }

    // Who went home before the login was through has nothing.
    private Task<DriverClient[]> AccountsAsync() =>
        Task.WhenAll(
            _accounts.Values.Select(account => account.Value).Where(account => account.IsCompletedSuccessfully)
        );

    private async Task<T> UntilAsync<T>(Func<CancellationToken, Task<T?>> ask, CancellationToken stop)
        where T : class
    {
        while (true)
        {
            if (await ask(stop) is { } answer)
                return answer;
            await Task.Delay(Glance, time, stop);
        }
    }

    private async Task DriveAsync(int number, Guid station, int pump, Random random, CancellationToken stop)
    {
        try
        {
            var (driver, couple) = await AccountAsync(number, stop);
            while (true)
            {
                await Task.Delay(Glance * (0.5 + random.NextDouble()), time, stop);
                if (await driver.PumpAsync(station, pump, stop) is not { Connected: true } offer)
                    continue;
                var vouchers = couple && await driver.VouchersAsync(stop) is { } own ? own : [];
                if (FuelWish.Of(offer, vouchers, random) is not { } wish)
                    continue;
                // Also a driver who goes home now has asked already, and must be told.
                if (
                    await driver.PlaceAsync(station, pump, wish, Guid.NewGuid().ToString(), CancellationToken.None)
                    is not { } order
                )
                    continue;
                _placed.Add(new(driver, order.Id, station, pump));
                await PayAsync(driver, order, stop);
                await WaitAsync(driver, order.Id, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Home: what was ordered is looked at in the end.
        }
    }

    // The first two of four share one.
    private async Task<(DriverClient Driver, bool Couple)> AccountAsync(int number, CancellationToken stop)
    {
        var couple = shop is not null && number % Couple < 2;
        var account = couple ? -1 - number / Couple : number;
        var made = _accounts.GetOrAdd(account, _ => new(() => NewAccountAsync(couple, stop)));
        return (await made.Value, couple);
    }

    private async Task<DriverClient> NewAccountAsync(bool couple, CancellationToken stop)
    {
        var driver = new DriverClient(http, await LogInAsync(stop), time);
        if (couple)
            await shop!.BuyAsync(driver, vouchersEach, stop);
        return driver;
    }

    // Some change their mind and never pay: their order runs out.
    private async Task PayAsync(DriverClient driver, FuelOrderReply order, CancellationToken stop)
    {
        for (var tries = 0; order.MoneyFen > 0 && tries < 20 && !await driver.PayAsync(order.Id, stop); tries++)
            await Task.Delay(Glance, time, stop);
    }

    private async Task WaitAsync(DriverClient driver, Guid order, CancellationToken stop)
    {
        while (await driver.OrderAsync(order, stop) is not { IsOver: true })
            await Task.Delay(Glance, time, stop);
    }

    private async Task<Customer> LogInAsync(CancellationToken stop)
    {
        var client = new CustomerClient(http);
        var code = string.Create(CultureInfo.InvariantCulture, $"u-{RunId.New()}-{Guid.NewGuid():N}");
        while (true)
        {
            try
            {
                if (await client.LoginAsync(code, stop) is { } driver)
                    return driver;
            }
            catch (HttpRequestException)
            {
                // The product is away.
            }
            await Task.Delay(Glance, time, stop);
        }
    }
}

internal sealed record PlacedOrder(DriverClient Driver, Guid Id, Guid Station, int Pump);
