using FuelGrains.GrainInterfaces.Orders.Bills;
using FuelGrains.Grains.Orders.Bills.Files;
using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Orders.Bills;

/// <summary>A difference with all that the bill says about its payment.</summary>
internal sealed record BillDifference(BillDifferenceView View, string Currency, string AppId, string MerchantId);

/// <summary>The table bill_differences: the only file that writes it.</summary>
internal static class BillDifferenceTable
{
    private const string Columns = """
        id, day, bill, kind, number, transaction_id, out_trade_no, there_fen, here_fen, at, detail, settled_how, settled_by,
        settled_at, note
        """;

    private static BillDifferenceView Read(LedgerRow r) =>
        new(
            r.Id(0),
            ChinaTime.Day(r.Text(1)),
            (BillKind)r.Int(2),
            (BillDifferenceKind)r.Int(3),
            r.Text(4),
            r.TextOrNull(5),
            r.TextOrNull(6),
            r.LongOrNull(7),
            r.LongOrNull(8),
            r.Time(9),
            r.Text(10),
            Open: r.IntOrNull(11) is null,
            (BillSettlement?)r.IntOrNull(11),
            r.TextOrNull(12),
            r.TimeOrNull(13),
            r.TextOrNull(14)
        );

    public static Task<ImmutableArray<BillDifferenceView>> ListAsync(LedgerSession session, DifferenceFilter filter) =>
        session
            .Sql(
                $"""
                SELECT {Columns} FROM bill_differences WHERE settled_how IS {(filter.Open ? "NULL" : "NOT NULL")}
                {(filter.Day is null ? "" : "AND day = @day")} {(filter.Before is null ? "" : "AND id < @before")}
                ORDER BY id DESC LIMIT @limit
                """
            )
            .WithUnlessNull("day", filter.Day is { } day ? ChinaTime.Text(day) : null)
            .WithUnlessNull("before", filter.Before)
            .With("limit", filter.Limit)
            .ListAsync(Read);

    public static Task<BillDifference?> FindAsync(LedgerSession session, Guid id) =>
        session
            .Sql($"SELECT {Columns}, currency, app_id, merchant_id FROM bill_differences WHERE id = @id")
            .With("id", id)
            .FirstAsync(r => new BillDifference(Read(r), r.Text(15), r.Text(16), r.Text(17)));

    /// <summary>The open differences of a bill.</summary>
    public static Task<ImmutableArray<Guid>> OpenAsync(LedgerSession session, DateOnly day, BillKind bill) =>
        session
            .Sql("SELECT id FROM bill_differences WHERE day = @day AND bill = @bill AND settled_how IS NULL")
            .With("day", ChinaTime.Text(day))
            .With("bill", (int)bill)
            .ListAsync(r => r.Id(0));

    /// <summary>
    /// Inserts a difference. A repetition leaves what staff have settled; a difference that was gone is open again.
    /// </summary>
    public static Task<int> InsertAsync(LedgerSession session, TakenBill bill, FoundDifference found) =>
        session
            .Sql(
                $"""
                INSERT INTO bill_differences (id, day, bill, kind, number, transaction_id, out_trade_no, there_fen, here_fen, at,
                    currency, app_id, merchant_id, detail)
                VALUES (@id, @day, @bill, @what, @number, @transaction, @trade, @there, @here, @at, @currency, @app, @merchant, @detail)
                ON CONFLICT (id) DO UPDATE SET settled_how = NULL, settled_by = NULL, settled_at = NULL, note = NULL,
                    there_fen = excluded.there_fen, here_fen = excluded.here_fen, detail = excluded.detail
                WHERE bill_differences.settled_how IS NULL OR bill_differences.settled_how = {BillSettlement.Gone:D}
                """
            )
            .With("id", found.Id(bill.Day, bill.Kind))
            .With("day", ChinaTime.Text(bill.Day))
            .With("bill", (int)bill.Kind)
            .With("what", (int)found.Kind)
            .With("number", found.Number)
            .With("transaction", found.TransactionId)
            .With("trade", found.OutTradeNo)
            .With("there", found.ThereFen)
            .With("here", found.HereFen)
            .With("at", found.At)
            .With("currency", found.Currency)
            .With("app", found.AppId)
            .With("merchant", found.MerchantId)
            .With("detail", found.Detail)
            .ExecuteAsync();

    /// <summary>Open -> settled. False: the difference is settled already.</summary>
    public static async Task<bool> SettleAsync(
        LedgerSession session,
        Guid id,
        BillSettlement how,
        string by,
        string? note,
        DateTimeOffset now
    ) =>
        await session
            .Sql(
                """
                UPDATE bill_differences SET settled_how = @how, settled_by = @by, settled_at = @now, note = @note
                WHERE id = @id AND settled_how IS NULL
                """
            )
            .With("how", (int)how)
            .With("by", by)
            .With("now", now)
            .With("note", note)
            .With("id", id)
            .ExecuteAsync() == 1;
}
