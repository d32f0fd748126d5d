using FuelGrains.GrainInterfaces.Orders.Shipping;
using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Ops.Scheduling;
using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Orders.Shipping;

/// <summary>The table shipping_reports. A report is owed by the commit that hands the goods over, once an order.</summary>
internal static class ShippingReportTable
{
    private const string Columns = """
        order_id, customer_id, logistics, item, owed_at, upload_time, state, correcting, reported_at, corrected_at, next_try_at, tries,
        trouble
        """;

    private const string Owed =
        "order_id, customer_id, logistics, item, owed_at, upload_time, state, correcting, next_try_at, tries";

    private static readonly string OweGoods = $"""
        INSERT INTO shipping_reports ({Owed})
        SELECT o.id, o.customer_id, @logistics, s.title || '*' || CAST(o.quantity AS text), @now, @now,
            {ShippingState.Waiting:D}, 0, @now, 0
        FROM orders o JOIN campaigns s ON s.id = o.campaign_id WHERE o.id = @order AND o.amount_fen > 0
        ON CONFLICT (order_id) DO NOTHING
        """;

    private static readonly string OweFuel = $"""
        INSERT INTO shipping_reports ({Owed})
        SELECT @order, @customer, {LogisticsType.PickUp:D}, s.name || @item, @now, @now, {ShippingState.Waiting:D}, 0, @now, 0
        FROM stations s WHERE s.id = @station
        ON CONFLICT (order_id) DO NOTHING
        """;

    private static readonly string Settle = $"""
        UPDATE shipping_reports SET state = @state, correcting = @correcting, reported_at = @reported, corrected_at = @corrected,
            next_try_at = @next, trouble = @trouble
        WHERE order_id = @order AND tries = @tries AND state = {ShippingState.Waiting:D}
        """;

    /// <summary>The reports that are due; a lease counts as a try.</summary>
    public static readonly DueRows<ShippingReport> Due = new(
        "shipping_reports",
        "order_id",
        "next_try_at",
        Columns,
        Read
    )
    {
        Condition = $"state = {ShippingState.Waiting:D}",
        Assignment = "tries = tries + 1",
    };

    /// <summary>
    /// Owes WeChat the reports of orders whose vouchers were used or expired now. An order that owes one already, or cost nothing, is
    /// passed over. All callers insert in the order of ids, so no deadlock arises.
    /// </summary>
    public static async Task OweGoodsAsync(
        LedgerSession session,
        IEnumerable<OrderId> orders,
        LogisticsType logistics,
        DateTimeOffset now
    )
    {
        foreach (var order in orders.Distinct().OrderBy(o => o.Value))
        {
            var owed = await session
                .Sql(OweGoods)
                .With("logistics", (int)logistics)
                .With("now", now)
                .With("order", order.Value)
                .ExecuteAsync();
            if (owed == 1)
                await OutboxRows.AddAsync(session, now, OutboxKinds.ReportShipping, $"{order}");
        }
    }

    /// <summary>Owes WeChat the report of a fuel order that was fuelled and paid with money.</summary>
    /// <param name="item">What was fuelled, behind the name of the station.</param>
    public static async Task OweFuelAsync(LedgerSession session, FuelOrder order, string item, DateTimeOffset now)
    {
        var owed = await session
            .Sql(OweFuel)
            .With("order", order.Id.Value)
            .With("customer", order.Customer.Value)
            .With("item", item)
            .With("now", now)
            .With("station", order.Pump.Station.Value)
            .ExecuteAsync();
        if (owed == 1)
            await OutboxRows.AddAsync(session, now, OutboxKinds.ReportShipping, $"{order.Id}");
    }

    public static Task<ShippingReport?> FindAsync(LedgerSession session, OrderId order) =>
        session
            .Sql($"SELECT {Columns} FROM shipping_reports WHERE order_id = @order")
            .With("order", order.Value)
            .FirstAsync(Read);

    /// <summary>Leases one report that is due. Null: it is not due, because somebody else has it or it is over.</summary>
    public static Task<ShippingReport?> LeaseAsync(
        LedgerSession session,
        OrderId order,
        DateTimeOffset now,
        DateTimeOffset until
    ) =>
        session
            .Sql(
                $"""
                UPDATE shipping_reports SET next_try_at = @until, tries = tries + 1
                WHERE order_id = @order AND state = {ShippingState.Waiting:D} AND next_try_at <= @now RETURNING {Columns}
                """
            )
            .With("until", until)
            .With("order", order.Value)
            .With("now", now)
            .FirstAsync(Read);

    /// <summary>Writes what a try came to. Changes nothing when the lease went to somebody else, or staff ended the report.</summary>
    public static Task<int> SettleAsync(LedgerSession session, ShippingReport seen, ShippingReport next) =>
        session
            .Sql(Settle)
            .With("state", (int)next.State)
            .With("correcting", next.Correcting ? 1 : 0)
            .With("reported", next.ReportedAt)
            .With("corrected", next.CorrectedAt)
            .With("next", next.NextTryAt)
            .With("trouble", next.Trouble)
            .With("order", seen.Order.Value)
            .With("tries", seen.Tries)
            .ExecuteAsync();

    /// <summary>Refused, or Reported and never corrected -> Waiting, with another text and a later time.</summary>
    public static Task<ShippingReport?> AskAgainAsync(
        LedgerSession session,
        OrderId order,
        string item,
        DateTimeOffset now
    ) =>
        session
            .Sql(
                $"""
                UPDATE shipping_reports SET item = @item, upload_time = @now, next_try_at = @now, trouble = NULL,
                    correcting = CASE WHEN state = {ShippingState.Reported:D} THEN 1 ELSE 0 END, state = {ShippingState.Waiting:D}
                WHERE order_id = @order AND (state = {ShippingState.Refused:D}
                    OR (state = {ShippingState.Reported:D} AND corrected_at IS NULL))
                RETURNING {Columns}
                """
            )
            .With("item", item)
            .With("now", now)
            .With("order", order.Value)
            .FirstAsync(Read);

    /// <summary>Waiting for its first report, or Refused -> NotNeeded.</summary>
    public static Task<ShippingReport?> EndAsync(LedgerSession session, OrderId order, string reason) =>
        session
            .Sql(
                $"""
                UPDATE shipping_reports SET state = {ShippingState.NotNeeded:D}, next_try_at = NULL, trouble = @reason
                WHERE order_id = @order AND correcting = 0 AND state IN ({ShippingState.Waiting:D}, {ShippingState.Refused:D})
                RETURNING {Columns}
                """
            )
            .With("reason", reason)
            .With("order", order.Value)
            .FirstAsync(Read);

    /// <summary>The oldest report that was refused or has waited since before <paramref name="before"/>, and how many there are.</summary>
    public static Task<OpenReports?> OpenAsync(LedgerSession session, DateTimeOffset before) =>
        session
            .Sql(
                $"""
                SELECT count(*) OVER (), order_id, owed_at, trouble FROM shipping_reports
                WHERE state IN ({ShippingState.Waiting:D}, {ShippingState.Refused:D})
                    AND (state = {ShippingState.Refused:D} OR upload_time < @before)
                ORDER BY owed_at, order_id LIMIT 1
                """
            )
            .With("before", before)
            .FirstAsync(r => new OpenReports(r.Long(0), new(r.Id(1)), r.Time(2), r.TextOrNull(3)));

    private static ShippingReport Read(LedgerRow r) =>
        new(
            new(r.Id(0)),
            new(r.Id(1)),
            (LogisticsType)r.Int(2),
            r.Text(3),
            r.Time(4),
            r.Time(5),
            (ShippingState)r.Int(6),
            r.Int(7) != 0,
            r.TimeOrNull(8),
            r.TimeOrNull(9),
            r.TimeOrNull(10),
            r.Int(11),
            r.TextOrNull(12)
        );
}

/// <summary>Reports that WeChat has not taken and that need somebody to look at them.</summary>
internal sealed record OpenReports(long Orders, OrderId Oldest, DateTimeOffset Since, string? Trouble);
