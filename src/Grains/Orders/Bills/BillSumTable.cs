using FuelGrains.GrainInterfaces.Orders.Bills;
using FuelGrains.Grains.Orders.Bills.Files;
using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Orders.Bills;

/// <summary>The table bill_sums, which is the settlement: the only file that writes it.</summary>
internal static class BillSumTable
{
    /// <summary>Replaces the sums of a day.</summary>
    public static async Task ReplaceAsync(
        LedgerSession session,
        DateOnly day,
        IReadOnlyDictionary<(Guid? Station, Guid? Campaign), MatchSums> sums
    )
    {
        await session.Sql("DELETE FROM bill_sums WHERE day = @day").With("day", ChinaTime.Text(day)).ExecuteAsync();
        var line = 0;
        foreach (var ((station, campaign), sum) in sums)
            await session
                .Sql(
                    """
                    INSERT INTO bill_sums (day, line, station_id, campaign_id, payments, paid_fen, refunds, refunded_fen, fee_milli_fen)
                    VALUES (@day, @line, @station, @campaign, @payments, @paid, @refunds, @refunded, @fee)
                    """
                )
                .With("day", ChinaTime.Text(day))
                .With("line", ++line)
                .With("station", station)
                .With("campaign", campaign)
                .With("payments", sum.Payments)
                .With("paid", sum.PaidFen)
                .With("refunds", sum.Refunds)
                .With("refunded", sum.RefundedFen)
                .With("fee", sum.Fee)
                .ExecuteAsync();
    }

    /// <summary>The sums from a day to a day, both included, the latest day first.</summary>
    public static Task<ImmutableArray<BillDaySums>> ListAsync(
        LedgerSession session,
        DateOnly from,
        DateOnly to,
        int limit
    ) =>
        session
            .Sql(
                """
                SELECT b.day, b.station_id, s.name, b.campaign_id, c.title, b.payments, b.paid_fen, b.refunds, b.refunded_fen,
                    b.fee_milli_fen
                FROM bill_sums b LEFT JOIN stations s ON s.id = b.station_id LEFT JOIN campaigns c ON c.id = b.campaign_id
                WHERE b.day >= @from AND b.day <= @to ORDER BY b.day DESC, b.line LIMIT @limit
                """
            )
            .With("from", ChinaTime.Text(from))
            .With("to", ChinaTime.Text(to))
            .With("limit", limit)
            .ListAsync(r => new BillDaySums(
                ChinaTime.Day(r.Text(0)),
                r.IdOrNull(1),
                r.TextOrNull(2),
                r.IdOrNull(3),
                r.TextOrNull(4),
                r.Long(5),
                r.Long(6),
                r.Long(7),
                r.Long(8),
                r.Long(9)
            ));
}
