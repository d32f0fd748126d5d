using FuelGrains.WebFront.Customers;
using FuelGrains.WebFront.Ops;

namespace FuelGrains.WebFront.Campaigns;

/// <summary>Flash sales, as staff of role marketing works them. Each change is audited with the caller's name.</summary>
internal static class SaleAdminEndpoints
{
    private const int MaxListed = 200;
    private const long MaxDelta = 1_000_000_000;

    private static readonly Problem WrongState = new(
        "wrong-state",
        409,
        "Not in this state",
        "The sale's state does not allow this."
    );
    private static readonly Problem NotEnoughFree = new(
        "not-enough-free",
        409,
        "Not enough free units",
        "Held and sold units cannot be taken away."
    );
    private static readonly Problem UnknownProduct = new(
        "unknown-product",
        400,
        "Unknown product",
        "There is no such product."
    )
    {
        Errors = new Dictionary<string, string[]> { ["productId"] = ["There is no such product."] },
    };

    public static void MapSaleAdmin(this IEndpointRouteBuilder app)
    {
        var sales = app.MapGroup("/api/admin/flash-sales")
            .RequireAuthorization(Authentication.Marketing)
            .WithTags("Flash sales (staff)");
        sales.MapGet("", ListAsync).WithSummary("Lists all sales, drafts too, newest first");
        sales
            .MapGet("/{saleId}", FindAsync)
            .WithSummary("One sale, drafts too")
            .Produces<SaleSnapshot>()
            .ProducesProblem(404);
        sales.MapPost("", CreateAsync).WithSummary("Creates a draft").Produces<SaleJson>(201).ProducesProblem(400);
        Map("publish", "Publishes a draft: from its start on it sells", (sale, staff) => sale.PublishAsync(staff));
        Map("pause", "Stops selling; holds stay", (sale, staff) => sale.PauseAsync(staff));
        Map("resume", "Sells again", (sale, staff) => sale.ResumeAsync(staff));
        Map("close", "Ends the sale for good; open holds are given back", (sale, staff) => sale.CloseAsync(staff));
        sales
            .MapPost("/{saleId}/restock", RestockAsync)
            .WithSummary("Adds to the stock, or takes free units away, by a delta")
            .Produces<SaleJson>()
            .ProducesProblem(400)
            .ProducesProblem(404)
            .ProducesProblem(409);

        void Map(string verb, string summary, Func<IFlashSaleControlGrain, string, Task<SaleControlReply>> act) =>
            sales
                .MapPost(
                    $"/{{saleId}}/{verb}",
                    (string saleId, IGrainFactory grains, HttpContext http) =>
                        ActAsync(saleId, grains, sale => act(sale, http.Staff()))
                )
                .WithSummary(summary)
                .Produces<SaleJson>()
                .ProducesProblem(404)
                .ProducesProblem(409);
    }

    private static async Task<SaleList> ListAsync(IGrainFactory grains, TimeProvider time) =>
        new(
            time.GetUtcNow(),
            [.. (await grains.GetGrain<ISaleDirectoryGrain>(0).ListAllAsync(MaxListed)).Select(SaleJson.Of)]
        );

    private static async Task<IResult> FindAsync(string saleId, IGrainFactory grains, TimeProvider time) =>
        SaleId.TryParse(saleId, null, out var id)
        && await grains.GetGrain<ISaleDirectoryGrain>(0).FindAsync(id) is { Terms.Group: null } sale
            ? Results.Ok(new SaleSnapshot(time.GetUtcNow(), 0, 0, SaleJson.Of(sale)))
            : Problems.NotFound;

    private static async Task<IResult> CreateAsync(
        NewSale request,
        IGrainFactory grains,
        TimeProvider time,
        HttpContext http
    )
    {
        var errors = request.Errors(time.GetUtcNow());
        if (errors.Count > 0)
            return Problems.Invalid(errors);
        var id = SaleId.New(time);
        var reply = await grains.GetGrain<IFlashSaleControlGrain>(id.Value).CreateAsync(request.Terms, http.Staff());
        return reply.Outcome == SaleControlOutcome.Done
            ? Results.Created($"/api/admin/flash-sales/{id}", SaleJson.Of(reply.Sale!))
            : Answer(reply);
    }

    private static Task<IResult> RestockAsync(string saleId, Restock request, IGrainFactory grains, HttpContext http) =>
        request.Delta is 0 or > MaxDelta or < -MaxDelta
            ? Task.FromResult<IResult>(
                Problems.Invalid("delta", $"Must not be zero, and at most {MaxDelta} either way.")
            )
            : ActAsync(saleId, grains, sale => sale.RestockAsync(request.Delta, http.Staff()));

    private static async Task<IResult> ActAsync(
        string saleId,
        IGrainFactory grains,
        Func<IFlashSaleControlGrain, Task<SaleControlReply>> act
    )
    {
        // Looking first keeps unknown ids from waking a grain each.
        if (
            !SaleId.TryParse(saleId, null, out var id)
            || await grains.GetGrain<ISaleDirectoryGrain>(0).FindAsync(id) is not { Terms.Group: null }
        )
            return Problems.NotFound;
        return Answer(await act(grains.GetGrain<IFlashSaleControlGrain>(id.Value)));
    }

    private static IResult Answer(SaleControlReply reply) => Answer(reply, SaleJson.Of);

    /// <summary>What a staff action on a sale of either kind is answered with.</summary>
    public static IResult Answer<T>(SaleControlReply reply, Func<SaleView, T> json) =>
        reply.Outcome switch
        {
            SaleControlOutcome.Done => Results.Ok(json(reply.Sale!)),
            SaleControlOutcome.NotFound => Problems.NotFound,
            SaleControlOutcome.WrongState => WrongState with
            {
                Detail = $"The sale is {reply.Sale!.Status}, which does not allow this.",
            },
            SaleControlOutcome.UnknownProduct => UnknownProduct,
            SaleControlOutcome.NotEnoughFree => NotEnoughFree,
            _ => Problems.Unavailable,
        };

    internal sealed record Restock(long Delta);
}
