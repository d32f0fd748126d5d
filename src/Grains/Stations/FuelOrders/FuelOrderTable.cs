using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Stations.FuelOrders;

/// <summary>The table of fuel orders. A change names the version that its caller saw.</summary>
internal static class FuelOrderTable
{
    private static readonly RowColumns<FuelOrder> Placed = new(
        ("id", o => o.Id.Value),
        ("station_id", o => o.Pump.Station.Value),
        ("pump", o => o.Pump.Number),
        ("customer_id", o => o.Customer.Value),
        ("kind", o => (int)o.Kind),
        ("grade", o => o.Grade),
        ("products", o => string.Join(' ', o.Products)),
        ("preset", o => (int)o.Preset),
        ("credit_fen", o => o.CreditFen),
        ("credit_ml", o => o.CreditMl),
        ("money_fen", o => o.MoneyFen),
        ("created_at", o => o.CreatedAt),
        ("pay_by", o => o.PayBy)
    );

    private static readonly RowColumns<FuelOrder> Changing = new(
        ("price_milli", o => o.PriceMilli),
        ("sale_id", o => o.Sale?.Value),
        ("shares", o => VoucherShareText.Write(o.Shares)),
        ("settled_ml", o => o.Settled?.VolumeMl),
        ("settled_fen", o => o.Settled?.AmountFen),
        ("settled_voucher_fen", o => o.Settled?.VoucherFen),
        ("settled_money_fen", o => o.Settled?.MoneyFen),
        ("status", o => (int)o.Status),
        ("cause", o => (int)o.Cause),
        ("phase", o => (int)o.Phase),
        ("note", o => o.Note),
        ("prepared", o => o.Prepared ? 1 : 0),
        ("paid_at", o => o.PaidAt),
        ("fulfilled_at", o => o.FulfilledAt),
        ("closed_at", o => o.ClosedAt),
        ("next_at", o => o.NextAt),
        ("tries", o => o.Tries),
        ("review_since", o => o.ReviewSince),
        ("unlocking_since", o => o.UnlockingSince),
        ("proposed_keep_fen", o => o.Proposal?.KeepFen),
        ("proposed_by", o => o.Proposal?.Staff),
        ("proposed_reason", o => o.Proposal?.Reason),
        ("proposed_at", o => o.Proposal?.At)
    );

    private static readonly string Columns = $"{Placed.Names}, {Changing.Names}, version";

    // The index of a further column that a query selects after Columns.
    private const int Further = 37;

    private static readonly string Select = $"SELECT {Columns} FROM fuel_orders";

    private static readonly string SelectEntry =
        $"SELECT {Columns}, (SELECT name FROM stations WHERE stations.id = fuel_orders.station_id) FROM fuel_orders";

    private static readonly string Insert = $"""
        INSERT INTO fuel_orders ({Placed.Names}, {Changing.Names}, key_hash, body_hash, version)
        VALUES ({Placed.Parameters}, {Changing.Parameters}, @key, @body, 1) ON CONFLICT DO NOTHING
        """;

    private static readonly string Update = $"""
        UPDATE fuel_orders SET {Changing.Assignments}, version = version + 1 WHERE id = @id AND version = @version
        """;

    public static Task<FuelOrder?> FindAsync(LedgerSession session, OrderId order) =>
        session.Sql($"{Select} WHERE id = @id").With("id", order.Value).FirstAsync(Read);

    public static Task<bool> IsOfAsync(LedgerSession session, OrderId order, CustomerId customer) =>
        session
            .Sql("SELECT 1 FROM fuel_orders WHERE id = @id AND customer_id = @customer")
            .With("id", order.Value)
            .With("customer", customer.Value)
            .FirstAsync(_ => true);

    /// <summary>The order that an idempotency key placed, and the hash of that request's body.</summary>
    public static Task<(FuelOrder Order, long BodyHash)?> OfKeyAsync(
        LedgerSession session,
        CustomerId customer,
        Guid keyHash
    ) =>
        session
            .Sql($"SELECT {Columns}, body_hash FROM fuel_orders WHERE customer_id = @customer AND key_hash = @key")
            .With("customer", customer.Value)
            .With("key", keyHash)
            .FirstAsync(r => ((FuelOrder, long)?)(Read(r), r.Long(Further)));

    /// <summary>A customer's orders, newest first.</summary>
    public static Task<ImmutableArray<FuelOrder>> ListAsync(
        LedgerSession session,
        CustomerId customer,
        OrderId? before,
        int limit
    ) => Page(session, Select, customer, before, limit).ListAsync(Read);

    /// <summary>A customer's orders as the list of all orders shows them: with the names of their stations, without payments.</summary>
    public static Task<ImmutableArray<OrderEntry>> EntriesAsync(
        LedgerSession session,
        CustomerId customer,
        OrderId? before,
        int limit
    ) => Page(session, SelectEntry, customer, before, limit).ListAsync(ReadEntry);

    public static Task<OrderEntry?> EntryAsync(LedgerSession session, OrderId order) =>
        session.Sql($"{SelectEntry} WHERE id = @id").With("id", order.Value).FirstAsync(ReadEntry);

    /// <summary>The orders that wait for a decision, oldest first.</summary>
    public static Task<ImmutableArray<FuelOrder>> BackOfficeAsync(LedgerSession session, int limit) =>
        session
            .Sql($"{Select} WHERE phase = {FuelPhase.BackOffice:D} ORDER BY id LIMIT @limit")
            .With("limit", limit)
            .ListAsync(Read);

    /// <summary>False: the key, the sale or the pump is taken; nothing was written.</summary>
    public static async Task<bool> InsertAsync(LedgerSession session, FuelOrder order, Guid keyHash, long bodyHash) =>
        await Changing
            .Bind(Placed.Bind(session.Sql(Insert), order), order)
            .With("key", keyHash)
            .With("body", bodyHash)
            .ExecuteAsync() == 1;

    /// <summary>False: the order changed since it was seen.</summary>
    public static async Task<bool> UpdateAsync(LedgerSession session, FuelOrder seen, FuelOrder next) =>
        await Changing
            .Bind(session.Sql(Update), next)
            .With("id", seen.Id.Value)
            .With("version", seen.Version)
            .ExecuteAsync() == 1;

    /// <summary>Counts a failed step and schedules the next one. Changes nothing when the order changed since it was seen.</summary>
    public static Task<int> RetryAsync(LedgerSession session, FuelOrder seen, DateTimeOffset next) =>
        session
            .Sql("UPDATE fuel_orders SET next_at = @next, tries = tries + 1 WHERE id = @id AND version = @version")
            .With("next", next)
            .With("id", seen.Id.Value)
            .With("version", seen.Version)
            .ExecuteAsync();

    private static LedgerCommand Page(
        LedgerSession session,
        string select,
        CustomerId customer,
        OrderId? before,
        int limit
    ) =>
        session
            .Sql(
                $"""
                {select} WHERE customer_id = @customer {(before is null ? "" : "AND id < @before")}
                ORDER BY id DESC LIMIT @limit
                """
            )
            .With("customer", customer.Value)
            .WithUnlessNull("before", before?.Value)
            .With("limit", limit);

    private static OrderEntry ReadEntry(LedgerRow r) => new(null, Read(r), r.Text(Further));

    private static FuelOrder Read(LedgerRow r) =>
        new()
        {
            Id = new(r.Id(0)),
            Pump = new(new(r.Id(1)), r.Int(2)),
            Customer = new(r.Id(3)),
            Kind = (FuelOrderKind)r.Int(4),
            Grade = r.Text(5),
            Products = [.. r.Text(6).Split(' ', StringSplitOptions.RemoveEmptyEntries)],
            Preset = (FuelPreset)r.Int(7),
            CreditFen = r.Long(8),
            CreditMl = r.Long(9),
            MoneyFen = r.Long(10),
            CreatedAt = r.Time(11),
            PayBy = r.Time(12),
            PriceMilli = r.Long(13),
            Sale = r.IdOrNull(14) is { } sale ? new(sale) : null,
            Shares = VoucherShareText.Read(r.Text(15)),
            Settled = r.LongOrNull(17) is { } fen ? new(r.Long(16), fen, r.Long(18), r.Long(19)) : null,
            Status = (OrderStatus)r.Int(20),
            Cause = (CloseCause)r.Int(21),
            Phase = (FuelPhase)r.Int(22),
            Note = r.TextOrNull(23),
            Prepared = r.Int(24) != 0,
            PaidAt = r.TimeOrNull(25),
            FulfilledAt = r.TimeOrNull(26),
            ClosedAt = r.TimeOrNull(27),
            NextAt = r.TimeOrNull(28),
            Tries = r.Int(29),
            ReviewSince = r.TimeOrNull(30),
            UnlockingSince = r.TimeOrNull(31),
            Proposal = r.LongOrNull(32) is { } keep ? new(keep, r.Text(33), r.Text(34), r.Time(35)) : null,
            Version = r.Long(36),
        };
}
