using FuelGrains.WebFront.Hosting;
using FuelGrains.WebFront.Ops;

namespace FuelGrains.WebFront.Campaigns;

/// <summary>Endpoints of flash sales for customers.</summary>
internal static class FlashSaleEndpoints
{
    private const int MaxListed = 100;

    public static void MapFlashSales(this IEndpointRouteBuilder app)
    {
        var campaigns = app.MapGroup("/api/flash-sales").AllowAnonymous().WithTags("Flash sales");
        campaigns.MapGet("", ListAsync).WithSummary("Lists the published sales, latest start first");
        campaigns
            .MapGet("/{saleId}", FindAsync)
            .WithSummary("One sale, with the server's time and its revision")
            .Produces<FlashSaleSnapshot>()
            .ProducesProblem(404);
    }

    public static async Task<ImmutableArray<FlashSaleJson>> PublicAsync(IGrainFactory grains) =>
        [.. (await grains.GetGrain<ICampaignDirectoryGrain>(0).ListPublicAsync(MaxListed)).Select(FlashSaleJson.Of)];

    private static async Task<FlashSaleList> ListAsync(
        ListCache<FlashSaleJson> campaigns,
        TimeProvider time,
        CancellationToken ct
    ) => new(time.GetUtcNow(), await campaigns.GetAsync(ct));

    private static async Task<IResult> FindAsync(string saleId, CampaignCache campaigns, TimeProvider time)
    {
        if (
            !CampaignId.TryParse(saleId, null, out var id)
            || await campaigns.FindAsync(id) is not { Terms.Group: null } campaign
        )
            return Problems.NotFound;
        var latest = campaign.Latest;
        return Results.Ok(
            new FlashSaleSnapshot(time.GetUtcNow(), latest.Epoch, latest.To, FlashSaleJson.Of(latest.View))
        );
    }
}
