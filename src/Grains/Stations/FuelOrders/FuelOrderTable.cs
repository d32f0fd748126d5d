using System.Globalization;
using FuelGrains.GrainInterfaces.Orders.Vouchers;
using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Stations.FuelOrders;

/// <summary>The rows of fuel_orders: read, added once, and changed from the fence that was seen.</summary>
internal static class FuelOrderRows
{
    private const string Columns = """
        id, station_id, pump, customer_id, kind, grade, products, price_milli, sale_id, wish, credit_fen, credit_ml, money_fen, shares,
        settled_ml, settled_fen, settled_voucher_fen, settled_money_fen, status, cause, phase, note, prepared, created_at, pay_by, paid_at,
        fulfilled_at, closed_at, next_at, tries, fence, staff_since
        """;

    private const string SelectEntry =
        $"SELECT {Columns}, (SELECT name FROM stations WHERE stations.id = fuel_orders.station_id) FROM fuel_orders";

    public static Task<FuelOrder?> FindAsync(LedgerSession session, OrderId order) =>
        session.Sql($"SELECT {Columns} FROM fuel_orders WHERE id = @id").With("id", order.Value).FirstAsync(Read);

    /// <summary>The order that a key asked for, and what it asked.</summary>
    public static async Task<(FuelOrder Order, long BodyHash)?> OfKeyAsync(
        LedgerSession session,
        CustomerId customer,
        Guid keyHash
    ) =>
        await session
            .Sql($"SELECT {Columns}, body_hash FROM fuel_orders WHERE customer_id = @customer AND key_hash = @key")
            .With("customer", customer.Value)
            .With("key", keyHash)
            .FirstAsync(r => ((FuelOrder, long)?)(Read(r), r.Long(32)));

    public static Task<ImmutableArray<FuelOrder>> ListAsync(
        LedgerSession session,
        CustomerId customer,
        OrderId? before,
        int limit
    ) =>
        session
            .Sql(
                $"SELECT {Columns} FROM fuel_orders WHERE customer_id = @customer {(before is null ? "" : "AND id < @before")} ORDER BY id DESC LIMIT @limit"
            )
            .With("customer", customer.Value)
            .WithUnlessNull("before", before?.Value)
            .With("limit", limit)
            .ListAsync(Read);

    /// <summary>The same with the names of their stations, and nothing of their money: what a list of all orders shows.</summary>
    public static Task<ImmutableArray<OrderEntry>> EntriesAsync(
        LedgerSession session,
        CustomerId customer,
        OrderId? before,
        int limit
    ) =>
        session
            .Sql(
                $"{SelectEntry} WHERE customer_id = @customer {(before is null ? "" : "AND id < @before")} ORDER BY id DESC LIMIT @limit"
            )
            .With("customer", customer.Value)
            .WithUnlessNull("before", before?.Value)
            .With("limit", limit)
            .ListAsync(Entry);

    public static Task<OrderEntry?> EntryAsync(LedgerSession session, OrderId order) =>
        session.Sql($"{SelectEntry} WHERE id = @id").With("id", order.Value).FirstAsync(Entry);

    public static Task<ImmutableArray<FuelOrder>> BackOfficeAsync(LedgerSession session, int limit) =>
        session
            .Sql($"SELECT {Columns} FROM fuel_orders WHERE phase = 5 ORDER BY id LIMIT @limit")
            .With("limit", limit)
            .ListAsync(Read);

    public static async Task<string> StationNameAsync(LedgerSession session, StationId station) =>
        await session
            .Sql("SELECT name FROM stations WHERE id = @id")
            .With("id", station.Value)
            .FirstAsync(r => r.Text(0))
        ?? "";

    /// <summary>False: the key, the sale or the pump is taken; nothing was written.</summary>
    public static async Task<bool> AddAsync(LedgerSession session, FuelOrder order, Guid keyHash, long bodyHash) =>
        await Values(
                session.Sql(
                    """
                    INSERT INTO fuel_orders (id, station_id, pump, customer_id, key_hash, body_hash, kind, grade, products, price_milli, sale_id, wish,
                        credit_fen, credit_ml, money_fen, shares, settled_ml, settled_fen, settled_voucher_fen, settled_money_fen, status, cause, phase, note,
                        prepared, created_at, pay_by, paid_at, fulfilled_at, closed_at, next_at, tries, staff_since, fence)
                    VALUES (@id, @station, @pump, @customer, @key, @body, @kind, @grade, @products, @price, @sale, @wish, @credit, @creditMl, @money, @shares,
                        @settledMl, @settledFen, @settledVoucher, @settledMoney, @status, @cause, @phase, @note, @prepared, @created, @payBy, @paid,
                        @fulfilled, @closed, @next, @tries, @staff, 1) ON CONFLICT DO NOTHING
                    """
                ),
                order
            )
            .With("id", order.Id.Value)
            .With("station", order.Pump.Station.Value)
            .With("pump", order.Pump.Number)
            .With("customer", order.Customer.Value)
            .With("key", keyHash)
            .With("body", bodyHash)
            .With("kind", (int)order.Kind)
            .With("grade", order.Grade)
            .With("products", string.Join(' ', order.Products))
            .With("wish", (int)order.Wish)
            .With("credit", order.CreditFen)
            .With("creditMl", order.CreditMl)
            .With("money", order.MoneyFen)
            .With("created", order.CreatedAt)
            .With("payBy", order.PayBy)
            .ExecuteAsync() == 1;

    /// <summary>False: somebody else changed it since it was seen.</summary>
    public static async Task<bool> SaveAsync(LedgerSession session, FuelOrder seen, FuelOrder next) =>
        await Values(
                session.Sql(
                    """
                    UPDATE fuel_orders SET price_milli = @price, sale_id = @sale, shares = @shares, settled_ml = @settledMl, settled_fen = @settledFen,
                        settled_voucher_fen = @settledVoucher, settled_money_fen = @settledMoney, status = @status, cause = @cause, phase = @phase, note = @note,
                        prepared = @prepared, paid_at = @paid, fulfilled_at = @fulfilled, closed_at = @closed, next_at = @next, tries = @tries, staff_since = @staff, fence = fence + 1
                    WHERE id = @id AND fence = @fence
                    """
                ),
                next
            )
            .With("id", seen.Id.Value)
            .With("fence", seen.Fence)
            .ExecuteAsync() == 1;

    /// <summary>A step in vain: again at that time. Nothing when the order moved meanwhile.</summary>
    public static Task<int> ComeBackAsync(LedgerSession session, FuelOrder seen, DateTimeOffset next) =>
        session
            .Sql("UPDATE fuel_orders SET next_at = @next, tries = tries + 1 WHERE id = @id AND fence = @fence")
            .With("next", next)
            .With("id", seen.Id.Value)
            .With("fence", seen.Fence)
            .ExecuteAsync();

    public static string Write(ImmutableArray<VoucherShare> shares) =>
        string.Join(
            ' ',
            shares.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Voucher}:{s.UsedMl}:{s.AmountFen}"))
        );

    public static ImmutableArray<VoucherShare> ReadShares(string text) =>
        [
            .. text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(share =>
                    share.Split(':') is [var id, var ml, var fen]
                        ? new VoucherShare(
                            VoucherId.Parse(id, null),
                            long.Parse(ml, CultureInfo.InvariantCulture),
                            long.Parse(fen, CultureInfo.InvariantCulture)
                        )
                        : throw new FormatException($"No share of a voucher: {share}")
                ),
        ];

    private static LedgerCommand Values(LedgerCommand command, FuelOrder o) =>
        command
            .With("price", o.PriceMilli)
            .With("sale", o.Sale?.Value)
            .With("shares", Write(o.Shares))
            .With("settledMl", o.Settled?.VolumeMl)
            .With("settledFen", o.Settled?.AmountFen)
            .With("settledVoucher", o.Settled?.VoucherFen)
            .With("settledMoney", o.Settled?.MoneyFen)
            .With("status", (int)o.Status)
            .With("cause", (int)o.Cause)
            .With("phase", (int)o.Phase)
            .With("note", o.Note)
            .With("prepared", o.Prepared ? 1 : 0)
            .With("paid", o.PaidAt)
            .With("fulfilled", o.FulfilledAt)
            .With("closed", o.ClosedAt)
            .With("next", o.NextAt)
            .With("tries", o.Tries)
            .With("staff", o.StaffSince);

    private static OrderEntry Entry(LedgerRow r) => new(null, Read(r), r.Text(32));

    private static FuelOrder Read(LedgerRow r) =>
        new()
        {
            Id = new(r.Id(0)),
            Pump = new(new(r.Id(1)), r.Int(2)),
            Customer = new(r.Id(3)),
            Kind = (FuelOrderKind)r.Int(4),
            Grade = r.Text(5),
            Products = [.. r.Text(6).Split(' ', StringSplitOptions.RemoveEmptyEntries)],
            PriceMilli = r.Long(7),
            Sale = r.IdOrNull(8) is { } sale ? new(sale) : null,
            Wish = (FuelPreset)r.Int(9),
            CreditFen = r.Long(10),
            CreditMl = r.Long(11),
            MoneyFen = r.Long(12),
            Shares = ReadShares(r.Text(13)),
            Settled = r.LongOrNull(15) is { } fen ? new(r.Long(14), fen, r.Long(16), r.Long(17)) : null,
            Status = (OrderStatus)r.Int(18),
            Cause = (CloseCause)r.Int(19),
            Phase = (FuelPhase)r.Int(20),
            Note = r.TextOrNull(21),
            Prepared = r.Int(22) != 0,
            CreatedAt = r.Time(23),
            PayBy = r.Time(24),
            PaidAt = r.TimeOrNull(25),
            FulfilledAt = r.TimeOrNull(26),
            ClosedAt = r.TimeOrNull(27),
            NextAt = r.TimeOrNull(28),
            Tries = r.Int(29),
            Fence = r.Long(30),
            StaffSince = r.TimeOrNull(31),
        };
}
