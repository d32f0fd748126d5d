using FuelGrains.WebFront.Hosting;
using FuelGrains.WebFront.Ops;

namespace FuelGrains.WebFront.Campaigns;

/// <summary>Flash sales, as customers see them.</summary>
internal static class SaleEndpoints
{
    private const int MaxListed = 100;

    public static void MapSales(this IEndpointRouteBuilder app)
    {
        var sales = app.MapGroup("/api/flash-sales").AllowAnonymous().WithTags("Flash sales");
        sales.MapGet("", ListAsync).WithSummary("Lists the published sales, latest start first");
        sales
            .MapGet("/{saleId}", FindAsync)
            .WithSummary("One sale, with the server's time and its revision")
            .Produces<SaleSnapshot>()
            .ProducesProblem(404);
    }

    public static async Task<ImmutableArray<SaleJson>> PublicAsync(IGrainFactory grains) =>
        [.. (await grains.GetGrain<ISaleDirectoryGrain>(0).ListPublicAsync(MaxListed)).Select(SaleJson.Of)];

    private static async Task<SaleList> ListAsync(ListCache<SaleJson> sales, TimeProvider time, CancellationToken ct) =>
        new(time.GetUtcNow(), await sales.GetAsync(ct));

    private static async Task<IResult> FindAsync(string saleId, SaleBoard board, TimeProvider time)
    {
        if (!SaleId.TryParse(saleId, null, out var id) || await board.FindAsync(id) is not { Terms.Group: null } sale)
            return Problems.NotFound;
        var latest = sale.Latest;
        return Results.Ok(new SaleSnapshot(time.GetUtcNow(), latest.Epoch, latest.To, SaleJson.Of(latest.View)));
    }
}
