using FuelGrains.WebFront.Customers;
using FuelGrains.WebFront.Hosting;
using FuelGrains.WebFront.Ops;

namespace FuelGrains.WebFront.Stations;

/// <summary>For staff of role ops: the fuel sales of a station that were held, because their numbers did not agree.</summary>
internal static class HeldSaleEndpoints
{
    private const int MostDays = 90;

    public static void MapHeldSales(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/admin/stations/{stationId}/held-sales", ListAsync)
            .RequireAuthorization(Authentication.Ops)
            .WithTags("Stations (staff)")
            .WithSummary(
                "The sales of the last days that were held for a review: how many, by how much, and the latest 50"
            )
            .Produces<HeldSalesJson>()
            .ProducesProblem(400)
            .ProducesProblem(404);

    private static async Task<IResult> ListAsync(string stationId, IGrainFactory grains, int days = 30)
    {
        if (days is < 1 or > MostDays)
            return Problems.Invalid("days", $"Must be from 1 to {MostDays}.");
        // The look-up keeps unknown ids from waking a grain each.
        if (
            !StationId.TryParse(stationId, null, out var id)
            || await grains.GetGrain<IStationDirectoryGrain>(0).FindAsync(id) is null
        )
            return Problems.NotFound;
        var held = await grains.GetGrain<IStationControlGrain>(id.Value).HeldSalesAsync(TimeSpan.FromDays(days));
        return Results.Ok(HeldSalesJson.Of(held));
    }

    /// <summary>Count and sum of all; the latest in full.</summary>
    internal sealed record HeldSalesJson(
        DateTimeOffset Since,
        long Count,
        long AmountFen,
        ImmutableArray<HeldReasonJson> Reasons,
        ImmutableArray<HeldSaleJson> Latest
    )
    {
        public static HeldSalesJson Of(HeldSales held) =>
            new(
                held.Since,
                held.Reasons.Sum(reason => reason.Count),
                held.Reasons.Sum(reason => reason.AmountFen),
                [.. held.Reasons.Select(r => new HeldReasonJson(r.Reason, r.Count, r.AmountFen))],
                [.. held.Latest.Select(HeldSaleJson.Of)]
            );
    }

    internal sealed record HeldReasonJson(ReviewReason Reason, long Count, long AmountFen);

    /// <summary>
    /// <c>volumeDecimals</c>: the decimals that the site reported of the litres. <c>differenceFen</c>: the amount minus litres times
    /// price; null while the price is unknown. <c>state</c>: what became of the sale since.
    /// </summary>
    internal sealed record HeldSaleJson(
        Guid Id,
        int Pump,
        string Transaction,
        string Product,
        string Currency,
        long AmountFen,
        long VolumeMl,
        int VolumeDecimals,
        long? PriceMilli,
        long? DifferenceFen,
        ReviewReason Reason,
        FuelSaleState State,
        DateTimeOffset ReportedAt
    )
    {
        public static HeldSaleJson Of(HeldSale held) =>
            new(
                held.Sale.Id.Value,
                held.Sale.Pump.Number,
                held.Sale.SiteTransaction,
                held.Sale.Product,
                held.Sale.Currency,
                held.Sale.AmountFen,
                held.Sale.VolumeMl,
                held.Sale.VolumeDecimals,
                held.Sale.PriceMilli,
                held.DifferenceFen,
                held.Sale.Review,
                held.Sale.State,
                held.Sale.ReportedAt
            );
    }
}
