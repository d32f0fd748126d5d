using FuelGrains.GrainInterfaces.Orders.Vouchers;
using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Orders.Vouchers;

/// <summary>How a redemption is read: a voucher's use at a station's counter.</summary>
public static class RedemptionRows
{
    private const int TailLength = 4;

    public const string Select = """
        SELECT v.id, v.title, v.kind, v.grade, u.used_ml, v.value_fen, v.customer_id, u.staff, u.at
        FROM voucher_uses u JOIN vouchers v ON v.id = u.voucher_id
        """;

    public static Redemption View(LedgerRow r) =>
        new(
            new(r.Id(0)),
            r.Text(1),
            (ProductKind)r.Int(2),
            r.Text(3),
            r.Long(4),
            r.Long(5),
            r.Id(6).ToString("N")[^TailLength..],
            r.Text(7),
            r.Time(8)
        );

    public static Task<ImmutableArray<Redemption>> ListAsync(
        LedgerSession session,
        StationId station,
        DateTimeOffset from,
        DateTimeOffset to,
        int limit
    ) =>
        session
            .Sql(
                $"""
                {Select} WHERE u.station_id = @station AND u.at >= @from AND u.at < @to AND u.staff IS NOT NULL ORDER BY u.at DESC, v.id DESC LIMIT @limit
                """
            )
            .With("station", station.Value)
            .With("from", from)
            .With("to", to)
            .With("limit", limit)
            .ListAsync(View);
}
