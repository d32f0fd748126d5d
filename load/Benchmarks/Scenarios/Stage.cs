using System.Text.Json;

namespace FuelGrains.Load.Benchmarks.Scenarios;

/// <summary>The product of one scenario, with customers who are logged in, and the peers beside it.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private Stage(
        BenchmarkContext context,
        Store store,
        ProductUnderTest product,
        StaffClient staff,
        Customer[] customers
    )
    {
        (Context, Store, Product, Staff, Customers) = (context, store, product, staff, customers);
        Peers = new(context, customers[0].Token);
    }

    public BenchmarkContext Context { get; }
    public BenchmarkSettings Settings => Context.Settings;
    public TimeProvider Time => Context.Time;
    public Store Store { get; }
    public ProductUnderTest Product { get; }
    public StaffClient Staff { get; }
    public Customer[] Customers { get; }
    public PeerFleet Peers { get; }

    public static async Task<Stage> SetAsync(BenchmarkContext context, Store store, CancellationToken stop)
    {
        var product = await context.StartProductAsync(context.Repository.Front, store, stop);
        try
        {
            var (settings, phones) = (context.Settings, new PhoneClient(product.Http));
            var customers = await Logins.LoginAsync(phones, settings.Customers, RunId.New(), context.Time, stop);
            var staff = await StaffClient.LoginAsync(product.Http, settings.Staff, context.Time, stop);
            return new(context, store, product, staff, customers);
        }
        catch
        {
            await product.DisposeAsync();
            throw;
        }
    }

    public Task<Guid> OpenSaleAsync(string title, CancellationToken stop, long stock = ProductSubjects.EndlessStock) =>
        Context.OpenSaleAsync(Staff, title, stock, stop);

    public Uri OrdersUrl(Guid sale) => new(Product.Address, $"api/flash-sales/{sale}/orders");

    /// <summary>Returns the orders of a sale as a subject, when the sale has taken one: it has then read what it had before.</summary>
    public async Task<Subject> SubjectAsync(string name, Guid sale, CancellationToken stop)
    {
        var first = await new RetryPolicy(200, Slower: false).SendAsync(
            _ => new PhoneClient(Product.Http).BuyAsync(Customers[0], sale, 1, RunId.New(), stop),
            Time,
            stop
        );
        if (!first.Accepted)
            throw new CannotRunException($"The sale did not take its first order: {first.Slug}.");
        var tokens = await Context.WriteTokensAsync(
            $"{RunId.New()}.tokens",
            Customers.Skip(1).Select(c => c.Token),
            stop
        );
        var cpu = await PostgresCpu.OfAsync(Store, stop);
        return new(name, OrdersUrl(sale), "POST", 201, tokens, Product.Process!) { StoreCpu = cpu };
    }

    /// <summary>Orders of these sales in turn.</summary>
    public OrderRequests Orders(params Guid[] sales) =>
        new([.. sales.Select(OrdersUrl)], [.. Customers.Select(customer => customer.Token)]);

    /// <summary>Requests to a peer, with the tokens of the same customers.</summary>
    public OrderRequests PeerOrders(params Uri[] urls) =>
        new(urls, [.. Customers.Select(customer => Peers.Sign(customer.Token))]);

    /// <summary>Starts a bare hub that sends what the product sends about a sale.</summary>
    public async Task<Peer> BareSignalRAsync(Guid sale, CancellationToken stop)
    {
        var reply = await Staff.GetAsync<JsonDocument>($"api/flash-sales/{sale}", stop);
        return await Peers.BareSignalRAsync(reply.RootElement.GetProperty("sale").GetRawText(), stop);
    }

    /// <summary>Places orders until the sale takes them fast: the compiler and the planner have then seen the way.</summary>
    public async Task WarmUpAsync(OrderRequests requests, int perSecond, CancellationToken stop) =>
        await new OpenLoop(requests, perSecond, Time).RunAsync(Settings.WarmUp, stop);

    public int RateOr(int usual) => Settings.Rate > 0 ? Settings.Rate : usual;

    public int ViewersOr(int usual) => Settings.Viewers > 0 ? Settings.Viewers : usual;

    public async ValueTask DisposeAsync()
    {
        await Peers.DisposeAsync();
        await Product.DisposeAsync();
    }
}
