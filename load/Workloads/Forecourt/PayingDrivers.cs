using System.Collections.Concurrent;

namespace FuelGrains.Load.Workloads.Forecourt;

/// <summary>
/// A driver at each pump who pays by phone, before or after fuelling as the pump asks, and comes again. Of every four drivers, two are a
/// couple with one account and its vouchers, which both try to use at once.
/// </summary>
/// <param name="shop">Null: no driver has vouchers.</param>
internal sealed class PayingDrivers(PhoneClient phones, TimeProvider time, int seed, VoucherPurchases? shop, int each)
{
    private const int Couple = 4;
    private const int PayAttempts = 20;
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(400);

    private readonly ConcurrentBag<PlacedOrder> _placed = [];
    private readonly ConcurrentDictionary<int, Lazy<Task<Driver>>> _accounts = new();

    public int Placed => _placed.Count;

    public static int Couples(int pumps) => (pumps + Couple - 1) / Couple;

    /// <summary>Runs until it is stopped.</summary>
    public Task RunAsync(IReadOnlyCollection<(Guid Station, int Pump)> pumps, CancellationToken stop) =>
        Task.WhenAll(
            pumps.Select((at, i) => DriveAsync(i, at.Station, at.Pump, new Random(HashCode.Combine(seed, i)), stop))
        );

    /// <summary>Returns every order as it stands once it moves no more, or when the time is over.</summary>
    public async Task<IReadOnlyList<(PlacedOrder Placed, FuelOrderReply? Order)>> EndAsync(
        TimeSpan within,
        CancellationToken stop
    )
    {
        var began = time.GetTimestamp();
        var ended = new List<(PlacedOrder, FuelOrderReply?)>();
        foreach (var placed in _placed)
        {
            FuelOrderReply? order = null;
            await time.UntilAsync(
                PollEvery,
                within - time.GetElapsedTime(began),
                async () => (order = await placed.Driver.OrderAsync(placed.Id, stop)) is { IsOver: true },
                stop
            );
            ended.Add((placed, order));
        }
        return ended;
    }

    /// <summary>Returns the orders that the product has of these drivers, and that none of them was told of.</summary>
    public async Task<IReadOnlyList<Guid>> UntoldAsync(CancellationToken stop)
    {
        var told = _placed.Select(placed => placed.Id).ToHashSet();
        var all = await OfAllAsync(driver => driver.OrdersAsync(stop), stop);
        return [.. all.Where(order => !told.Contains(order))];
    }

    public Task<IReadOnlyList<FuelVoucherReply>> VouchersAsync(CancellationToken stop) =>
        OfAllAsync(driver => driver.VouchersAsync(stop), stop);

    // A driver who went home before the login was through has nothing.
    private async Task<IReadOnlyList<T>> OfAllAsync<T>(
        Func<Driver, Task<IReadOnlyList<T>?>> ask,
        CancellationToken stop
    )
    {
        var all = new List<T>();
        foreach (var account in _accounts.Values.Where(account => account.Value.IsCompletedSuccessfully))
        {
            var driver = await account.Value;
            all.AddRange(await time.AskAsync(PollEvery, () => ask(driver), stop));
        }
        return all;
    }

    private async Task DriveAsync(int number, Guid station, int pump, Random random, CancellationToken stop)
    {
        try
        {
            var (driver, couple) = await AccountAsync(number, stop);
            while (true)
            {
                await Task.Delay(PollEvery * (0.5 + random.NextDouble()), time, stop);
                if (await driver.PumpAsync(station, pump, stop) is not { Connected: true } offer)
                    continue;
                var vouchers = couple && await driver.VouchersAsync(stop) is { } own ? own : [];
                if (FuelRequest.Of(offer, vouchers, random) is not { } body)
                    continue;
                // A driver who goes home now has asked already, and must be told.
                var key = Guid.NewGuid().ToString();
                if (await driver.PlaceAsync(station, pump, body, key, CancellationToken.None) is not { } order)
                    continue;
                _placed.Add(new(driver, order.Id, station, pump));
                await PayAsync(driver, order, stop);
                while (await driver.OrderAsync(order.Id, stop) is not { IsOver: true })
                    await Task.Delay(PollEvery, time, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The driver is home; the run verifies later what was ordered.
        }
    }

    // The first two of four share one account.
    private async Task<(Driver Driver, bool Couple)> AccountAsync(int number, CancellationToken stop)
    {
        var couple = shop is not null && number % Couple < 2;
        var account = couple ? -1 - number / Couple : number;
        var made = _accounts.GetOrAdd(account, _ => new(() => NewAccountAsync(couple, stop)));
        return (await made.Value, couple);
    }

    private async Task<Driver> NewAccountAsync(bool couple, CancellationToken stop)
    {
        var code = $"u-{RunId.New()}-{Guid.NewGuid():N}";
        var customer = await phones.LoginAsync(code, RetryPolicy.WithoutEnd, time, stop);
        var driver = new Driver(phones, customer!, time);
        if (couple)
            await shop!.BuyAsync(driver, each, stop);
        return driver;
    }

    // A driver who cannot pay gives up, and the order runs out.
    private async Task PayAsync(Driver driver, FuelOrderReply order, CancellationToken stop)
    {
        for (var i = 0; order.MoneyFen > 0 && i < PayAttempts && !await driver.PayAsync(order.Id, stop); i++)
            await Task.Delay(PollEvery, time, stop);
    }
}

internal sealed record PlacedOrder(Driver Driver, Guid Id, Guid Station, int Pump);
