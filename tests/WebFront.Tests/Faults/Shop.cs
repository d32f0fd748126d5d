namespace FuelGrains.WebFront.Tests.Faults;

/// <summary>The product as staff and customers of a burst use it, over connections that a burst's size does not multiply.</summary>
internal sealed class Shop(Uri address, string staffName = "admin", string staffPassword = "fuelgrains-dev")
    : IDisposable
{
    public const int Connections = 64;
    public const int PayWithinSeconds = 900;

    private readonly HttpClient _http = new HttpLimits(Connections, TimeSpan.FromSeconds(10)).Client(address);

    public PhoneClient Phones => new(_http);

    public void Dispose() => _http.Dispose();

    /// <summary>Creates a sale that is open since a minute, or starts later, and publishes it.</summary>
    public async Task<Sale> PublishFlashSaleAsync(
        Guid product,
        int stock,
        int limit,
        CancellationToken cancel,
        int payWithinSeconds = PayWithinSeconds,
        int shards = 1,
        TimeSpan? startsIn = null
    )
    {
        var staff = await StaffClient.LoginAsync(_http, new(staffName, staffPassword), TimeProvider.System, cancel);
        var draft = new SaleDraft
        {
            ProductId = product,
            Title = "95# 30 L",
            ListPriceFen = 26_000,
            SalePriceFen = Sale.PriceFen,
            Stock = stock,
            StartsAt = TimeProvider.System.GetUtcNow() + (startsIn ?? TimeSpan.FromMinutes(-1)),
            LimitPerCustomer = limit,
            LimitPerOrder = limit,
            PayWithinSeconds = payWithinSeconds,
            Shards = shards,
        };
        return new((await staff.PublishAsync(draft, cancel)).Id, stock);
    }

    public async Task<Customer[]> LogInAsync(int count, CancellationToken cancel)
    {
        var crowd = Guid.NewGuid(); // Other customers than another test's.
        var buyers = new Customer[count];
        await Parallel.ForAsync(
            0,
            count,
            new ParallelOptions { MaxDegreeOfParallelism = Connections, CancellationToken = cancel },
            async (i, ct) => buyers[i] = await LogInAsync($"u-{crowd:N}-{i}", ct)
        );
        return buyers;
    }

    public async Task<Customer> LogInAsync(string code, CancellationToken cancel) =>
        (await Phones.LoginAsync(code, cancel)).ShouldNotBeNull();

    public Task<Reply> PlaceAsync(Customer buyer, Sale sale, string key, int quantity, CancellationToken cancel) =>
        Phones.BuyAsync(buyer, sale.Id, quantity, key, cancel);

    public async Task<IReadOnlyList<OrderReply>> OrdersAsync(Customer buyer, CancellationToken cancel) =>
        (await Phones.OrdersAsync(buyer, cancel)).As<OrderList>().Orders;

    public async Task<SaleCounts> CountsAsync(Sale sale, CancellationToken cancel)
    {
        var reply = await new WireClient(_http, null).GetAsync($"api/flash-sales/{sale.Id}", cancel);
        var view = reply.As<SaleEnvelope>().Sale;
        return new(view.Stock, view.Free, view.Held, view.Confirmed);
    }
}

internal sealed record Sale(Guid Id, int Stock)
{
    public const long PriceFen = 19_850;
}

internal sealed record SaleCounts(long Stock, long Free, long Held, long Confirmed);
