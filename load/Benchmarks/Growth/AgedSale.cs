namespace FuelGrains.Load.Benchmarks.Growth;

/// <summary>A product on a database of its own, in which autovacuum never gathers statistics, with one open sale.</summary>
internal sealed class AgedSale : IAsyncDisposable
{
    // Neither the stock nor the clock ends a measurement.
    private const long EndlessStock = 100_000_000;
    private static readonly TimeSpan PayWithin = TimeSpan.FromHours(12);

    private readonly BenchmarkContext _context;
    private readonly PhoneClient _phones;
    private readonly Customer[] _customers;

    private AgedSale(
        BenchmarkContext context,
        PostgresStore store,
        ProductUnderTest product,
        StaffClient staff,
        Customer[] customers
    )
    {
        (_context, Store, Product, Staff, _customers) = (context, store, product, staff, customers);
        _phones = new(product.Http);
    }

    public PostgresStore Store { get; }
    private ProductUnderTest Product { get; }
    private StaffClient Staff { get; }

    public static async Task<AgedSale> StartAsync(BenchmarkContext context, CancellationToken stop)
    {
        var store = await PostgresStore.CreateAsync(context.Settings.Postgres!, stop);
        ProductUnderTest? product = null;
        try
        {
            product = await context.StartProductAsync(context.Repository.Front, store, stop);
            await TableStatistics.NeverGatherAsync(store, stop);
            var customers = await Logins.LoginAsync(
                new(product.Http),
                context.Settings.Customers,
                RunId.New(),
                context.Time,
                stop
            );
            var staff = await StaffClient.LoginAsync(product.Http, context.Settings.Staff, context.Time, stop);
            return new(context, store, product, staff, customers);
        }
        catch
        {
            if (product is not null)
                await product.DisposeAsync();
            await store.DropAsync(context.Settings.Postgres!, CancellationToken.None);
            throw;
        }
    }

    /// <summary>Opens a sale with so many orders, which the product has read, and returns it as a subject.</summary>
    public async Task<Subject> OpenAsync(string name, long orders, CancellationToken stop)
    {
        var sale = await _context.OpenSaleAsync(Staff, name, EndlessStock, stop);
        if (orders > 0)
            await CampaignRows.AddUnanalysedHoldsAsync(Store, sale, orders, _context.Time.GetUtcNow(), PayWithin, stop);
        var first = await new RetryPolicy(200, Slower: false).SendAsync(
            _ => _phones.BuyAsync(_customers[0], sale, 1, RunId.New(), stop),
            _context.Time,
            stop
        );
        if (!first.Accepted)
            throw new CannotRunException($"The sale did not take its first order: {first.Slug}.");
        var tokens = await _context.WriteTokensAsync(
            $"{RunId.New()}.tokens",
            _customers.Skip(1).Select(c => c.Token),
            stop
        );
        var url = new Uri(Product.Address, $"api/flash-sales/{sale}/orders");
        return new(name, url, "POST", 201, tokens, Product.Process!);
    }

    public async ValueTask DisposeAsync()
    {
        await Product.DisposeAsync();
        if (!_context.Settings.Keep)
            await Store.DropAsync(_context.Settings.Postgres!, CancellationToken.None);
    }
}
