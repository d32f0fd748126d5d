using FuelGrains.WebFront.Customers;
using FuelGrains.WebFront.Ops;

namespace FuelGrains.WebFront.Campaigns;

/// <summary>Counts what the customers of a campaign let go, for staff of role marketing.</summary>
internal static class HoardingEndpoints
{
    public static void MapHoarding(this IEndpointRouteBuilder app)
    {
        Map("/api/admin/flash-sales/{saleId}/hoarding", "Flash sales (staff)", isGroupBuy: false);
        Map("/api/admin/group-buys/{saleId}/hoarding", "Group buys (staff)", isGroupBuy: true);

        void Map(string path, string tag, bool isGroupBuy) =>
            app.MapGet(path, (string saleId, IGrainFactory grains) => FindAsync(saleId, isGroupBuy, grains))
                .RequireAuthorization(Authentication.Marketing)
                .WithTags(tag)
                .WithSummary("Orders that customers let go, and the customers who give way or are at the limit")
                .WithDescription("Each stock shard counts its own: in a group buy a customer may count in several.")
                .Produces<HoardingJson>()
                .ProducesProblem(404)
                .ProducesProblem(503);
    }

    private static async Task<IResult> FindAsync(string saleId, bool isGroupBuy, IGrainFactory grains)
    {
        if (
            !CampaignId.TryParse(saleId, null, out var id)
            || await grains.GetGrain<ICampaignDirectoryGrain>(0).FindAsync(id) is not { } campaign
            || campaign.Terms.Group is not null != isGroupBuy
        )
            return Problems.NotFound;
        // A draft has no shards.
        var shards = campaign.Status == CampaignStatus.Draft ? 0 : campaign.Terms.Shards;
        var counts = await Task.WhenAll(
            Enumerable
                .Range(0, shards)
                .Select(shard =>
                    grains.GetGrain<IStockShardGrain>(new StockShardKey(id, shard).ToString()).HoardingAsync()
                )
        );
        return counts.Any(count => count is null)
            ? Problems.Unavailable
            : Results.Ok(
                new HoardingJson(
                    counts.Sum(count => count!.Value.LetGo),
                    counts.Sum(count => count!.Value.Lapsed),
                    counts.Sum(count => count!.Value.GivingWay),
                    counts.Sum(count => count!.Value.AtLimit)
                )
            );
    }

    /// <param name="LetGo">Orders that their customers cancelled or let lapse unpaid.</param>
    /// <param name="Lapsed">Those among them that lapsed.</param>
    /// <param name="GivingWay">Customers with so many lapsed holds that they give way to others.</param>
    /// <param name="AtLimit">Customers who let go so many orders that they get no further one.</param>
    internal sealed record HoardingJson(long LetGo, long Lapsed, long GivingWay, long AtLimit);
}
