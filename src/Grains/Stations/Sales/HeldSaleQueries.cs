using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Stations.Sales;

/// <summary>Reads which sales of a station were held for a review. <see cref="FuelSaleTable"/> changes the table.</summary>
internal static class HeldSaleQueries
{
    /// <summary>The sales that were held since a time: by reason, and the latest of them. A sale keeps its reason to its end.</summary>
    public static async Task<HeldSales> SinceAsync(LedgerSession session, StationId station, DateTimeOffset since)
    {
        var reasons = await session
            .Sql(
                $"""
                SELECT review_reason, count(*), CAST(sum(amount_fen) AS bigint) FROM fuel_sales
                WHERE station_id = @station AND reported_at >= @since AND review_reason <> {ReviewReason.None:D}
                GROUP BY review_reason ORDER BY count(*) DESC, review_reason
                """
            )
            .With("station", station.Value)
            .With("since", since)
            .ListAsync(r => new HeldReason((ReviewReason)r.Int(0), r.Long(1), r.Long(2)));
        var latest = await FuelSaleTable.HeldAsync(session, station, since, HeldSales.MostListed);
        return new(since, reasons, [.. latest.Select(sale => new HeldSale(sale, FuelSaleRule.DifferenceFen(sale)))]);
    }
}
