using FuelGrains.WebFront.Customers;
using FuelGrains.WebFront.Ops;

namespace FuelGrains.WebFront.Campaigns;

/// <summary>Endpoints of flash sales for staff of role marketing. Each change is audited with the caller's name.</summary>
internal static class FlashSaleAdminEndpoints
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

    public static void MapFlashSaleAdmin(this IEndpointRouteBuilder app)
    {
        var campaigns = app.MapGroup("/api/admin/flash-sales")
            .RequireAuthorization(Authentication.Marketing)
            .WithTags("Flash sales (staff)");
        campaigns.MapGet("", ListAsync).WithSummary("Lists all sales, drafts too, newest first");
        campaigns
            .MapGet("/{saleId}", FindAsync)
            .WithSummary("One sale, drafts too")
            .Produces<FlashSaleSnapshot>()
            .ProducesProblem(404);
        campaigns
            .MapPost("", CreateAsync)
            .WithSummary("Creates a draft")
            .Produces<FlashSaleJson>(201)
            .ProducesProblem(400);
        Map(
            "publish",
            "Publishes a draft: from its start on it sells",
            (campaign, staff) => campaign.PublishAsync(staff)
        );
        Map("pause", "Stops selling; holds stay", (campaign, staff) => campaign.PauseAsync(staff));
        Map("resume", "Sells again", (campaign, staff) => campaign.ResumeAsync(staff));
        Map(
            "close",
            "Ends the sale for good; open holds are released",
            (campaign, staff) => campaign.CloseAsync(staff)
        );
        campaigns
            .MapPost("/{saleId}/restock", RestockAsync)
            .WithSummary("Adds to the stock, or takes free units away, by a delta")
            .Produces<FlashSaleJson>()
            .ProducesProblem(400)
            .ProducesProblem(404)
            .ProducesProblem(409);

        void Map(string verb, string summary, Func<ICampaignControlGrain, string, Task<CampaignControlReply>> act) =>
            campaigns
                .MapPost(
                    $"/{{saleId}}/{verb}",
                    (string saleId, IGrainFactory grains, HttpContext http) =>
                        ActAsync(saleId, grains, campaign => act(campaign, http.Staff()))
                )
                .WithSummary(summary)
                .Produces<FlashSaleJson>()
                .ProducesProblem(404)
                .ProducesProblem(409);
    }

    private static async Task<FlashSaleList> ListAsync(IGrainFactory grains, TimeProvider time) =>
        new(
            time.GetUtcNow(),
            [.. (await grains.GetGrain<ICampaignDirectoryGrain>(0).ListAllAsync(MaxListed)).Select(FlashSaleJson.Of)]
        );

    private static async Task<IResult> FindAsync(string saleId, IGrainFactory grains, TimeProvider time) =>
        CampaignId.TryParse(saleId, null, out var id)
        && await grains.GetGrain<ICampaignDirectoryGrain>(0).FindAsync(id) is { Terms.Group: null } campaign
            ? Results.Ok(new FlashSaleSnapshot(time.GetUtcNow(), 0, 0, FlashSaleJson.Of(campaign)))
            : Problems.NotFound;

    private static async Task<IResult> CreateAsync(
        NewFlashSale request,
        IGrainFactory grains,
        CampaignCache campaigns,
        TimeProvider time,
        HttpContext http
    )
    {
        var errors = request.Errors(time.GetUtcNow());
        if (errors.Count > 0)
            return Problems.Invalid(errors);
        var id = CampaignId.New(time);
        campaigns.Created(id);
        var reply = await grains.GetGrain<ICampaignControlGrain>(id.Value).CreateAsync(request.Terms, http.Staff());
        return reply.Outcome == CampaignControlOutcome.Done
            ? Results.Created($"/api/admin/flash-sales/{id}", FlashSaleJson.Of(reply.Campaign!))
            : Answer(reply);
    }

    private static Task<IResult> RestockAsync(string saleId, Restock request, IGrainFactory grains, HttpContext http) =>
        request.Delta is 0 or > MaxDelta or < -MaxDelta
            ? Task.FromResult<IResult>(
                Problems.Invalid("delta", $"Must not be zero, and at most {MaxDelta} either way.")
            )
            : ActAsync(saleId, grains, campaign => campaign.RestockAsync(request.Delta, http.Staff()));

    private static async Task<IResult> ActAsync(
        string saleId,
        IGrainFactory grains,
        Func<ICampaignControlGrain, Task<CampaignControlReply>> act
    )
    {
        // The look-up keeps unknown ids from waking a grain each.
        if (
            !CampaignId.TryParse(saleId, null, out var id)
            || await grains.GetGrain<ICampaignDirectoryGrain>(0).FindAsync(id) is not { Terms.Group: null }
        )
            return Problems.NotFound;
        return Answer(await act(grains.GetGrain<ICampaignControlGrain>(id.Value)));
    }

    private static IResult Answer(CampaignControlReply reply) => Answer(reply, FlashSaleJson.Of);

    /// <summary>Maps the reply of a staff action on a campaign of either kind to HTTP.</summary>
    public static IResult Answer<T>(CampaignControlReply reply, Func<CampaignView, T> json) =>
        reply.Outcome switch
        {
            CampaignControlOutcome.Done => Results.Ok(json(reply.Campaign!)),
            CampaignControlOutcome.NotFound => Problems.NotFound,
            CampaignControlOutcome.WrongState => WrongState with
            {
                Detail = $"The sale is {reply.Campaign!.Status}, which does not allow this.",
            },
            CampaignControlOutcome.UnknownProduct => UnknownProduct,
            CampaignControlOutcome.NotEnoughFree => NotEnoughFree,
            _ => Problems.Unavailable,
        };

    internal sealed record Restock(long Delta);
}
