using FuelGrains.GrainInterfaces.Orders.Vouchers;
using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Orders.Vouchers;

/// <summary>The table voucher_uses: fuel orders' uses of vouchers, and redemptions, which are uses by a member of staff.</summary>
internal static class VoucherUseTable
{
    private const int CustomerTailLength = 4;

    private const string SelectRedemption = """
        SELECT v.id, v.title, v.kind, v.grade, u.used_ml, v.value_fen, v.customer_id, u.staff, u.at
        FROM voucher_uses u JOIN vouchers v ON v.id = u.voucher_id
        """;

    private static Redemption ReadRedemption(LedgerRow r) =>
        new(
            new(r.Id(0)),
            r.Text(1),
            (ProductKind)r.Int(2),
            r.Text(3),
            r.Long(4),
            r.Long(5),
            r.Id(6).ToString("N")[^CustomerTailLength..],
            r.Text(7),
            r.Time(8)
        );

    /// <param name="staff">The member of staff who redeemed the voucher; null for a fuel order.</param>
    public static Task<int> InsertAsync(
        LedgerSession session,
        VoucherShare used,
        string holder,
        StationId station,
        string? staff,
        DateTimeOffset now
    ) =>
        session
            .Sql(
                """
                INSERT INTO voucher_uses (voucher_id, holder, used_ml, amount_fen, at, station_id, staff)
                VALUES (@voucher, @holder, @ml, @amount, @now, @station, @staff)
                """
            )
            .With("voucher", used.Voucher.Value)
            .With("holder", holder)
            .With("ml", used.UsedMl)
            .With("amount", used.AmountFen)
            .With("now", now)
            .With("station", station.Value)
            .With("staff", staff)
            .ExecuteAsync();

    public static Task<Redemption?> FindRedemptionAsync(LedgerSession session, string holder) =>
        session.Sql($"{SelectRedemption} WHERE u.holder = @holder").With("holder", holder).FirstAsync(ReadRedemption);

    /// <summary>A station's redemptions from <paramref name="from"/> until before <paramref name="to"/>, newest first.</summary>
    public static Task<ImmutableArray<Redemption>> ListRedemptionsAsync(
        LedgerSession session,
        StationId station,
        DateTimeOffset from,
        DateTimeOffset to,
        int limit
    ) =>
        session
            .Sql(
                $"""
                {SelectRedemption} WHERE u.station_id = @station AND u.at >= @from AND u.at < @to AND u.staff IS NOT NULL
                ORDER BY u.at DESC, v.id DESC LIMIT @limit
                """
            )
            .With("station", station.Value)
            .With("from", from)
            .With("to", to)
            .With("limit", limit)
            .ListAsync(ReadRedemption);
}
