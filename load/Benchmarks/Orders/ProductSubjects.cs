namespace FuelGrains.Load.Benchmarks.Orders;

/// <summary>The subjects of one running product, with the sales and customers that they need.</summary>
/// <param name="customers">The first holds the one unit of the refused sale; the others take turns.</param>
internal sealed class ProductSubjects(
    BenchmarkContext context,
    ProductUnderTest product,
    PhoneClient phones,
    StaffClient staff,
    Customer[] customers,
    string tokens,
    Func<TimeSpan>? storeCpu
)
{
    public const string DurableOrders = "durable orders";
    public const string Refusals = "refusals all-held";
    public const string DurableJoins = "durable joins";
    public const string DurableOpenings = "durable openings of teams";

    public const long EndlessStock = 100_000_000;

    public Customer[] Customers => customers;

    public static async Task<ProductSubjects> PrepareAsync(
        BenchmarkContext context,
        ProductUnderTest product,
        CancellationToken stop
    )
    {
        var (id, phones, settings) = (RunId.New(), new PhoneClient(product.Http), context.Settings);
        var customers = await Logins.LoginAsync(phones, settings.Customers, id, context.Time, stop);
        var staff = await StaffClient.LoginAsync(product.Http, settings.Staff, context.Time, stop);
        var file = await context.WriteTokensAsync($"{id}.tokens", customers.Skip(1).Select(c => c.Token), stop);
        var cpu = await PostgresCpu.OfAsync(product.Store, stop);
        return new(context, product, phones, staff, customers, file, cpu);
    }

    /// <summary>Returns the subjects of the figures that were asked for.</summary>
    /// <param name="compared">Whether seats are compared with orders and with the openings of teams.</param>
    /// <param name="sale">The sale of the orders; null: a new one.</param>
    public async Task<IReadOnlyList<Subject>> WantedAsync(bool compared, Guid? sale, CancellationToken stop)
    {
        var (only, subjects) = (context.Settings.Only, new List<Subject>());
        if (only.Contains("orders") || (compared && only.Contains("joins")))
            subjects.Add(
                OrdersOf(DurableOrders, sale ?? await context.OpenSaleAsync(staff, "orders", EndlessStock, stop), 201)
            );
        if (only.Contains("refusals"))
            subjects.Add(await RefusalsAsync(stop));
        if (only.Contains("joins"))
            subjects.Add(Seats(DurableJoins, "{}", join: true));
        if (only.Contains("joins") && compared)
            subjects.Add(Seats(DurableOpenings, $$"""{"size":{{context.Settings.TeamSize}}}""", join: false));
        return subjects;
    }

    /// <summary>A sale of one unit, which is held: every order is refused.</summary>
    private async Task<Subject> RefusalsAsync(CancellationToken stop)
    {
        var sale = await context.OpenSaleAsync(staff, "refusals", 1, stop);
        var held = await phones.BuyAsync(customers[0], sale, 1, RunId.New(), stop);
        var refused = await phones.BuyAsync(customers[1], sale, 1, RunId.New(), stop);
        if (!held.Accepted || refused.Slug != "all-held")
            throw new CannotRunException(
                $"A sale of one unit answered {held.Slug}, then {refused.Slug}, where accepted and all-held were due."
            );
        return OrdersOf(Refusals, sale, 409);
    }

    private Subject OrdersOf(string name, Guid sale, int expected)
    {
        var url = new Uri(product.Address, $"api/flash-sales/{sale}/orders");
        return new(name, url, "POST", expected, tokens, product.Process!) { StoreCpu = storeCpu };
    }

    private Subject Seats(string name, string body, bool join)
    {
        var size = context.Settings.TeamSize;
        if (customers.Length <= size)
            throw new CannotRunException($"Teams of {size} take more than {customers.Length} customers.");
        return new(name, product.Address, "POST", 201, tokens, product.Process!)
        {
            Body = body,
            StoreCpu = storeCpu,
            Requests = new(context, staff, phones, customers[1..], size, join),
        };
    }
}
