namespace FuelGrains.WebFront.Tests.Pages;

/// <summary>Staff and other customers, who act on the product while a page is open.</summary>
public sealed partial class ProductApi(Uri address) : IDisposable
{
    public const string StaffName = "admin";
    public const string StaffPassword = "fuelgrains-dev";

    private static readonly TimeSpan SettledWithin = TimeSpan.FromSeconds(20);
    private static readonly HttpLimits Limits = new(int.MaxValue, TimeSpan.FromSeconds(100));

    private readonly HttpClient _http = Limits.Client(address);
    private StaffClient? _staff;

    public static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private PhoneClient Phones => new(_http);

    private WireClient Anonymous => new(_http, null);

    /// <summary>The one product that the tests' sales sell.</summary>
    public async Task StockShelfAsync(CancellationToken cancel)
    {
        var product = new ProductDraft("95# 汽油 30 升券", "litres", "95#", 30_000) { Description = "" };
        await (await StaffAsync(cancel)).NewProductAsync(product, cancel);
    }

    /// <summary>Creates and publishes a sale; open since a minute unless told otherwise.</summary>
    public async Task<string> PublishFlashSaleAsync(
        CancellationToken cancel,
        string title = "95# 30 L",
        long stock = 5,
        int limit = 1,
        DateTimeOffset? startsAt = null,
        int payWithinSeconds = 900,
        Guid? product = null
    )
    {
        var staff = await StaffAsync(cancel);
        var draft = new SaleDraft
        {
            ProductId = product ?? await staff.AnyProductAsync(cancel),
            Title = title,
            ListPriceFen = 26_000,
            SalePriceFen = 19_850,
            Stock = stock,
            StartsAt = startsAt ?? Now.AddMinutes(-1),
            LimitPerCustomer = limit,
            LimitPerOrder = limit,
            PayWithinSeconds = payWithinSeconds,
        };
        return $"{(await staff.PublishAsync(draft, cancel)).Id}";
    }

    /// <summary>A product whose vouchers count at these stations only.</summary>
    public async Task<Guid> NewProductAsync(IReadOnlyList<Guid> stations, CancellationToken cancel) =>
        await (await StaffAsync(cancel)).NewProductAsync(
            new
            {
                name = "指定油站 95# 30 升券",
                description = "",
                kind = "litres",
                grade = "95#",
                volumeMl = 30_000,
                stations,
            },
            cancel
        );

    public async Task ActAsync(string sale, string verb, CancellationToken cancel, string kind = "flash-sales") =>
        await (await StaffAsync(cancel)).ActAsync($"api/admin/{kind}/{sale}/{verb}", cancel);

    public async Task RestockAsync(string sale, long delta, CancellationToken cancel) =>
        await (await StaffAsync(cancel)).ActAsync($"api/admin/flash-sales/{sale}/restock", cancel, new { delta });

    /// <summary>A further member of staff; the password is the tests' own.</summary>
    public async Task AddStaffAsync(string name, string[] roles, CancellationToken cancel, params Guid[] stations) =>
        await (await StaffAsync(cancel)).ActAsync(
            "api/admin/staff",
            cancel,
            new
            {
                name,
                password = StaffPassword,
                roles,
                stations,
            }
        );

    public async Task<string> BuyAsync(string name, string sale, CancellationToken cancel, int quantity = 1)
    {
        var customer = await LogInAsync(name, cancel);
        var placed = await Phones.BuyAsync(customer, Guid.Parse(sale), quantity, NewKey(), cancel);
        return $"{placed.As<PlacedReply>().OrderId}";
    }

    /// <summary>Prepares a payment; answers where a person would press pay.</summary>
    public async Task<Uri> PayPageAsync(string name, string order, CancellationToken cancel)
    {
        var customer = await LogInAsync(name, cancel);
        // An unknown outcome is asked for again, as a page does.
        var (ready, _) = await Eventually.GetsAsync(
            SettledWithin,
            () => Phones.PayAsync(customer, Guid.Parse(order), cancel),
            ready => ready.Kind != ReplyKind.Unknown
        );
        return ready.As<PayReply>().PayPage.ShouldNotBeNull();
    }

    /// <summary>Pays what the order costs, or another amount; a coupon of WeChat may pay a part of it.</summary>
    public async Task PayAsync(
        string name,
        string order,
        CancellationToken cancel,
        long? amountFen = null,
        long? couponFen = null
    )
    {
        var page = await PayPageAsync(name, order, cancel);
        using var http = Limits.Client(new(page.GetLeftPart(UriPartial.Authority)));
        (
            await new WeChatControl(http).PayAsync(new(page.Segments[^1], amountFen, CouponFen: couponFen), cancel)
        ).ShouldNotBeNull();
    }

    /// <summary>Pays what the order costs and waits until the product knows.</summary>
    public async Task PayKnownAsync(string name, string order, CancellationToken cancel)
    {
        await PayAsync(name, order, cancel);
        await BecomesAsync(name, order, status => status is "paid" or "fulfilled", cancel);
    }

    /// <summary>Buys, pays and waits for the vouchers.</summary>
    public async Task<string> BuyFulfilledAsync(
        string name,
        string sale,
        CancellationToken cancel,
        int quantity = 1,
        long? couponFen = null
    )
    {
        var order = await BuyAsync(name, sale, cancel, quantity);
        await PayAsync(name, order, cancel, couponFen: couponFen);
        await BecomesAsync(name, order, status => status == "fulfilled", cancel);
        return order;
    }

    public async Task<OrderReply> OrderAsync(string name, string order, CancellationToken cancel) =>
        (await Phones.OrderAsync(await LogInAsync(name, cancel), Guid.Parse(order), cancel)).As<OrderReply>();

    public async Task<VoucherReply[]> VouchersAsync(string name, CancellationToken cancel) =>
        [.. (await Phones.VouchersAsync(await LogInAsync(name, cancel), cancel)).As<VoucherList>().Vouchers];

    /// <summary>The code of the customer's one voucher.</summary>
    public async Task<string> CodeAsync(string name, CancellationToken cancel)
    {
        var voucher = (await VouchersAsync(name, cancel)).ShouldHaveSingleItem().Id;
        var shown = await (await WireAsync(name, cancel)).GetAsync($"api/vouchers/{voucher}", cancel);
        return shown.ShouldBeOk().Json.GetProperty("code").GetString()!;
    }

    public async Task CancelAsync(string name, string order, CancellationToken cancel) =>
        (await Phones.CancelAsync(await LogInAsync(name, cancel), Guid.Parse(order), cancel)).ShouldSucceed();

    public async Task<bool> IsListedAsync(string sale, CancellationToken cancel) =>
        (await Anonymous.GetAsync("api/flash-sales", cancel)).As<SaleList>().Sales.Any(s => $"{s.Id}" == sale);

    public async Task<int> CountOrdersAsync(string name, CancellationToken cancel) =>
        (await Phones.OrdersAsync(await LogInAsync(name, cancel), cancel)).Json.GetProperty("orders").GetArrayLength();

    public void Dispose() => _http.Dispose();

    private static string NewKey() => Guid.NewGuid().ToString();

    private Task BecomesAsync(string name, string order, Func<string, bool> status, CancellationToken cancel) =>
        Eventually.IsTrueAsync(SettledWithin, async () => status((await OrderAsync(name, order, cancel)).Status));

    private async Task<Customer> LogInAsync(string name, CancellationToken cancel) =>
        (await Phones.LoginAsync($"u-{name}", cancel)).ShouldNotBeNull();

    private async Task<WireClient> WireAsync(string name, CancellationToken cancel) =>
        new(_http, (await LogInAsync(name, cancel)).Token);

    private async Task<StaffClient> StaffAsync(CancellationToken cancel) =>
        _staff ??= await StaffClient.LoginAsync(_http, new(StaffName, StaffPassword), TimeProvider.System, cancel);
}
