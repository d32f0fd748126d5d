using FuelGrains.Load.Clients;
using FuelGrains.Load.Product;

namespace FuelGrains.Load.Figures;

/// <summary>What is measured at one running product, with the sales and customers that it takes.</summary>
internal sealed class ProductSubjects
{
    public const string Orders = "durable orders";
    public const string Refusals = "refusals all-held";
    public const string Joins = "durable joins";
    public const string Openings = "durable openings of teams";

    private const long EndlessStock = 100_000_000;

    private readonly FiguresRun run;
    private readonly ProductUnderTest product;
    private readonly StaffClient staff;
    private readonly Customer[] customers;
    private readonly string tokens;

    private ProductSubjects(
        FiguresRun run,
        ProductUnderTest product,
        StaffClient staff,
        Customer[] customers,
        string tokens
    ) => (this.run, this.product, this.staff, this.customers, this.tokens) = (run, product, staff, customers, tokens);

    /// <summary>The first customer holds the one unit of the refused sale; the others take turns.</summary>
    public IReadOnlyList<Customer> Customers => customers;

    /// <summary>Logs the run's customers in.</summary>
    public static async Task<ProductSubjects> PrepareAsync(
        FiguresRun run,
        ProductUnderTest product,
        CancellationToken stop
    )
    {
        var id = RunId.New();
        var customers = await Crowd.LoginAsync(new(product.Http), run.Settings.Customers, id, run.Time, stop);
        var staff = await StaffClient.LoginAsync(product.Http, run.Settings.Staff, run.Time, stop);
        var tokens = customers.Skip(1).Select(c => c.Token);
        return new(run, product, staff, customers, await run.WriteTokensAsync($"{id}.tokens", tokens, stop));
    }

    public async Task<Subject> OrdersAsync(CancellationToken stop)
    {
        var sale = await run.OpenSaleAsync(staff, "orders", EndlessStock, stop);
        return OrdersOf(Orders, sale, 201);
    }

    /// <summary>A sale of one unit, which is held.</summary>
    public async Task<Subject> RefusalsAsync(CancellationToken stop)
    {
        var phones = new CustomerClient(product.Http);
        var sale = await run.OpenSaleAsync(staff, "refusals", 1, stop);
        var held = await phones.BuyAsync(sale, customers[0], RunId.New(), stop);
        var refused = await phones.BuyAsync(sale, customers[1], RunId.New(), stop);
        if (held.Kind != AnswerKind.Accepted || refused.Slug != "all-held")
            throw new CannotRunException(
                $"A sale of one unit answered {held.Slug}, then {refused.Slug}, where accepted and all-held were due."
            );
        return OrdersOf(Refusals, sale, 409);
    }

    public Subject JoinsSubject() => Seats(Joins, "{}", join: true);

    public Subject OpeningsSubject() => Seats(Openings, $$"""{"size":{{run.Settings.TeamSize}}}""", join: false);

    private Subject OrdersOf(string name, Guid sale, int expected)
    {
        var url = new Uri(product.Address, $"api/flash-sales/{sale}/orders");
        return new(name, url, "POST", expected, tokens, product.Process!) { Campaign = sale };
    }

    private Subject Seats(string name, string body, bool join)
    {
        var size = run.Settings.TeamSize;
        if (customers.Length <= size)
            throw new CannotRunException($"Teams of {size} take more than {run.Settings.Customers} customers.");
        return new(name, product.Address, "POST", 201, tokens, product.Process!)
        {
            Body = body,
            Presses = new(run, staff, new(product.Http), customers[1..], size, join),
        };
    }
}
