using System.Collections.Concurrent;

namespace FuelGrains.Load.Workloads.Forecourt;

/// <summary>Two sales of vouchers, of litres of one grade and of yuan, where drivers buy and pay as every customer does.</summary>
internal sealed class VoucherPurchases(StaffClient staff, TimeProvider time)
{
    /// <summary>The grade that litre vouchers are good for.</summary>
    private const string Grade = "95#";

    private const int PayWithinSeconds = 600;
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan BoughtWithin = TimeSpan.FromSeconds(60);

    private readonly ConcurrentBag<(Driver Driver, Guid Order)> _orders = [];
    private Guid[] _sales = [];

    /// <param name="each">Vouchers of each kind that a customer may buy.</param>
    public async Task OpenAsync(int customers, int each, CancellationToken stop)
    {
        var litres = new ProductDraft("加油券 30 升", "litres", Grade, VolumeMl: 30_000);
        var yuan = new ProductDraft("满 50 减 30", "yuan", ValueFen: 3_000, ThresholdFen: 5_000);
        _sales = [await SellAsync(litres, customers, each, stop), await SellAsync(yuan, customers, each, stop)];
    }

    /// <summary>Buys and pays; returns when the vouchers are there.</summary>
    public async Task BuyAsync(Driver driver, int each, CancellationToken stop)
    {
        foreach (var sale in _sales)
        {
            var order = await driver.BuyAsync(sale, each, stop);
            _orders.Add((driver, order));
            while (!await driver.PayAsync(order, stop))
                await Task.Delay(PollEvery, time, stop);
        }
        var came = await time.UntilAsync(
            PollEvery,
            BoughtWithin,
            async () => (await driver.VouchersAsync(stop))?.Count(v => v.State == "issued") >= each * _sales.Length,
            stop
        );
        if (!came)
            throw new CannotRunException("Vouchers that were paid did not come.");
    }

    /// <summary>Returns WeChat's numbers of the payments for vouchers: no fuel order has them.</summary>
    public async Task<IReadOnlyCollection<string>> PaymentsAsync(CancellationToken stop)
    {
        var payments = new List<string>();
        foreach (var (driver, order) in _orders)
        {
            var paid = await time.AskAsync(PollEvery, () => driver.VoucherOrderAsync(order, stop), stop);
            payments.AddRange(paid.Payments.Select(payment => payment.TransactionId));
        }
        return payments;
    }

    private async Task<Guid> SellAsync(ProductDraft product, int customers, int each, CancellationToken stop)
    {
        var draft = new SaleDraft
        {
            ProductId = await staff.NewProductAsync(product, stop),
            Title = $"load {RunId.New()}",
            Stock = customers * each,
            StartsAt = time.GetUtcNow() + TimeSpan.FromSeconds(1),
            LimitPerCustomer = each,
            LimitPerOrder = each,
            PayWithinSeconds = PayWithinSeconds,
        };
        return (await staff.PublishAsync(draft, stop)).Id;
    }
}
