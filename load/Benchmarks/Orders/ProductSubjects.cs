namespace FuelGrains.Load.Benchmarks.Orders;

/// <summary>The subjects of one running product, with the sales and customers that they need.</summary>
internal sealed class ProductSubjects
{
    public const string DurableOrders = "durable orders";
    public const string Refusals = "refusals all-held";
    public const string DurableJoins = "durable joins";
    public const string DurableOpenings = "durable openings of teams";

    private const long EndlessStock = 100_000_000;

    private readonly BenchmarkContext _context;
    private readonly ProductUnderTest _product;
    private readonly PhoneClient _phones;
    private readonly StaffClient _staff;
    private readonly string _tokens;

    private ProductSubjects(
        BenchmarkContext context,
        ProductUnderTest product,
        PhoneClient phones,
        StaffClient staff,
        Customer[] customers,
        string tokens
    ) =>
        (_context, _product, _phones, _staff, Customers, _tokens) = (
            context,
            product,
            phones,
            staff,
            customers,
            tokens
        );

    /// <summary>The first customer holds the one unit of the refused sale; the others take turns.</summary>
    public Customer[] Customers { get; }

    public static async Task<ProductSubjects> PrepareAsync(
        BenchmarkContext context,
        ProductUnderTest product,
        CancellationToken stop
    )
    {
        var (id, phones, settings) = (RunId.New(), new PhoneClient(product.Http), context.Settings);
        var customers = await Logins.LoginAsync(phones, settings.Customers, id, context.Time, stop);
        var staff = await StaffClient.LoginAsync(product.Http, settings.Staff, context.Time, stop);
        var tokens = customers.Skip(1).Select(c => c.Token);
        var file = await context.WriteTokensAsync($"{id}.tokens", tokens, stop);
        return new(context, product, phones, staff, customers, file);
    }

    public async Task<Subject> OrdersAsync(CancellationToken stop) =>
        OrdersOf(DurableOrders, await _context.OpenSaleAsync(_staff, "orders", EndlessStock, stop), 201);

    /// <summary>A sale of one unit, which is held: every order is refused.</summary>
    public async Task<Subject> RefusalsAsync(CancellationToken stop)
    {
        var sale = await _context.OpenSaleAsync(_staff, "refusals", 1, stop);
        var held = await _phones.BuyAsync(Customers[0], sale, 1, RunId.New(), stop);
        var refused = await _phones.BuyAsync(Customers[1], sale, 1, RunId.New(), stop);
        if (!held.Accepted || refused.Slug != "all-held")
            throw new CannotRunException(
                $"A sale of one unit answered {held.Slug}, then {refused.Slug}, where accepted and all-held were due."
            );
        return OrdersOf(Refusals, sale, 409);
    }

    public Subject Joins() => Seats(DurableJoins, "{}", join: true);

    public Subject Openings() => Seats(DurableOpenings, $$"""{"size":{{_context.Settings.TeamSize}}}""", join: false);

    private Subject OrdersOf(string name, Guid sale, int expected)
    {
        var url = new Uri(_product.Address, $"api/flash-sales/{sale}/orders");
        return new(name, url, "POST", expected, _tokens, _product.Process!) { Sale = sale };
    }

    private Subject Seats(string name, string body, bool join)
    {
        var size = _context.Settings.TeamSize;
        if (Customers.Length <= size)
            throw new CannotRunException($"Teams of {size} take more than {Customers.Length} customers.");
        return new(name, _product.Address, "POST", 201, _tokens, _product.Process!)
        {
            Body = body,
            Requests = new(_context, _staff, _phones, Customers[1..], size, join),
        };
    }
}
