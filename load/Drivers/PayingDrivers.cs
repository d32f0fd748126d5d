using System.Collections.Concurrent;
using System.Globalization;
using FuelGrains.Load.Clients;
using FuelGrains.Load.Product;

namespace FuelGrains.Load.Drivers;

/// <summary>A driver at each pump who pays by phone, before or after fuelling as the pump wants it, and comes again.</summary>
internal sealed class PayingDrivers(HttpClient http, TimeProvider time, int seed)
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(400);

    private readonly ConcurrentBag<PlacedOrder> _placed = [];

    public int Placed => _placed.Count;

    /// <summary>Pays until told to stop.</summary>
    public Task RunAsync(IReadOnlyCollection<(Guid Station, int Pump)> pumps, CancellationToken stop) =>
        Task.WhenAll(pumps.Select((at, i) => DriveAsync(at.Station, at.Pump, new Random(HashCode.Combine(seed, i)), stop)));

    /// <summary>Every order as it stands once nothing of it moves any more, or when the patience is over.</summary>
    public async Task<IReadOnlyList<(PlacedOrder Placed, FuelOrderReply? Order)>> EndAsync(TimeSpan patience, CancellationToken stop)
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

    private async Task DriveAsync(Guid station, int pump, Random random, CancellationToken stop)
    {
        var driver = new DriverClient(http, await LogInAsync(stop));
        try
        {
            while (true)
            {
                await Task.Delay(Glance * (0.5 + random.NextDouble()), time, stop);
                if (await driver.PumpAsync(station, pump, stop) is not { Connected: true } offer || Wish(offer, random) is not { } body) continue;
                if (await driver.PlaceAsync(station, pump, body, Guid.NewGuid().ToString(), stop) is not { } order) continue;
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

    private static object? Wish(PumpReply offer, Random random)
    {
        if (offer.Sales.FirstOrDefault(sale => sale.Open) is { } sale) return new { saleId = sale.Id };
        if (!offer.Before || offer.Prices.Count == 0) return null;
        var grade = offer.Prices[random.Next(offer.Prices.Count)].Product;
        return random.Next(3) switch
        {
            0 => new { full = true, grade },
            1 => new { volumeMl = random.Next(5, 40) * 1_000, grade },
            _ => new { amountFen = random.Next(50, 300) * 100, grade },
        };
    }

    // Some change their mind and never pay: their order runs out.
    private async Task PayAsync(DriverClient driver, FuelOrderReply order, CancellationToken stop)
    {
        for (var tries = 0; order.MoneyFen > 0 && tries < 20 && !await driver.PayAsync(order.Id, stop); tries++) await Task.Delay(Glance, time, stop);
    }

    private async Task WaitAsync(DriverClient driver, Guid order, CancellationToken stop)
    {
        while (await driver.OrderAsync(order, stop) is not { IsOver: true }) await Task.Delay(Glance, time, stop);
    }

    private async Task<Customer> LogInAsync(CancellationToken stop)
    {
        var client = new CustomerClient(http);
        var code = string.Create(CultureInfo.InvariantCulture, $"u-{RunId.New()}-{Guid.NewGuid():N}");
        while (true)
        {
            if (await client.LoginAsync(code, stop) is { } driver) return driver;
            await Task.Delay(Glance, time, stop);
        }
    }
}

internal sealed record PlacedOrder(DriverClient Driver, Guid Id, Guid Station, int Pump);
