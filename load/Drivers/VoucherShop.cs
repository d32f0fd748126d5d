using System.Collections.Concurrent;
using FuelGrains.Load.Clients;
using FuelGrains.Load.Product;

namespace FuelGrains.Load.Drivers;

/// <summary>
/// Where drivers get their vouchers: two sales of the marketing department, of litres of one grade and of yuan off. They buy and pay as
/// anybody does.
/// </summary>
internal sealed class VoucherShop(StaffClient staff, HttpClient http, TimeProvider time)
{
    /// <summary>The grade that litre vouchers are good for.</summary>
    public const string Grade = "95#";

    private const long LitresMl = 30_000;
    private const long YuanFen = 3_000;
    private const long ThresholdFen = 5_000;
    private const int PayWithinSeconds = 600;
    private static readonly TimeSpan OpenFor = TimeSpan.FromHours(2);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan BoughtWithin = TimeSpan.FromSeconds(60);

    private readonly ConcurrentBag<(DriverClient Driver, Guid Order)> _orders = [];
    private Guid[] _sales = [];

    /// <param name="each">So many of each kind a customer may buy.</param>
    public async Task OpenAsync(int customers, int each, CancellationToken stop)
    {
        var litres = await staff.NewProductAsync(
            new
            {
                name = "加油券 30 升",
                description = "load",
                kind = "litres",
                grade = Grade,
                volumeMl = LitresMl,
            },
            stop
        );
        var yuan = await staff.NewProductAsync(
            new
            {
                name = "满 50 减 30",
                description = "load",
                kind = "yuan",
                valueFen = YuanFen,
                thresholdFen = ThresholdFen,
            },
            stop
        );
        _sales = [await SellAsync(litres, customers, each, stop), await SellAsync(yuan, customers, each, stop)];
    }

    /// <summary>Buys and pays; returns when the vouchers are there.</summary>
    public async Task BuyAsync(DriverClient driver, int each, CancellationToken stop)
    {
        var money = new MoneyClient(http);
        foreach (var sale in _sales)
        {
            var (key, reply) = (Guid.NewGuid().ToString(), Reply.None("first"));
            while (reply.Kind == AnswerKind.Unknown || reply.Slug == "not-started")
            {
                await Task.Delay(Glance, time, stop);
                reply = await money.BuyAsync(driver.Driver, sale, each, key, stop);
            }
            if (reply.Read<PlacedReply>() is not { } placed || !reply.Accepted)
                throw new CannotRunException($"A driver could buy no vouchers: {reply.Slug}.");
            _orders.Add((driver, placed.OrderId));
            while (!await driver.PayAsync(placed.OrderId, stop))
                await Task.Delay(Glance, time, stop);
        }
        var began = time.GetTimestamp();
        while (
            await driver.VouchersAsync(stop) is not { } vouchers
            || vouchers.Count(v => v.State == "issued") < each * _sales.Length
        )
        {
            if (time.GetElapsedTime(began) > BoughtWithin)
                throw new CannotRunException("Vouchers that were paid did not come.");
            await Task.Delay(Glance, time, stop);
        }
    }

    /// <summary>WeChat's numbers of the payments for vouchers: money that is no fuel order's.</summary>
    public async Task<IReadOnlyCollection<string>> PaymentsAsync(CancellationToken stop)
    {
        var money = new MoneyClient(http);
        var payments = new List<string>();
        foreach (var (driver, order) in _orders)
        {
            var reply = await money.OrderAsync(driver.Driver, order, stop);
            while (!reply.Accepted)
            {
                await Task.Delay(Glance, time, stop);
                reply = await money.OrderAsync(driver.Driver, order, stop);
            }
            payments.AddRange(reply.Read<VoucherOrderReply>()?.Payments.Select(payment => payment.TransactionId) ?? []);
        }
        return payments;
    }

    private async Task<Guid> SellAsync(Guid product, int customers, int each, CancellationToken stop)
    {
        var startsAt = time.GetUtcNow() + TimeSpan.FromSeconds(1);
        var sale = await staff.PublishAsync(
            new()
            {
                ProductId = product,
                Title = $"load {RunId.New()}",
                Stock = customers * each,
                StartsAt = startsAt,
                EndsAt = startsAt + OpenFor,
                LimitPerCustomer = each,
                LimitPerOrder = each,
                PayWithinSeconds = PayWithinSeconds,
            },
            stop
        );
        return sale.Id;
    }
}
