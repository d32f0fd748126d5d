using FuelGrains.GrainInterfaces.Orders.Vouchers;
using FuelGrains.Grains.Stations;
using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Orders.Vouchers;

/// <summary>How a voucher's row is read, and the conditional changes of one row: each names the state that it expects.</summary>
public static class VoucherRows
{
    private const string Select = """
        SELECT v.id, v.customer_id, v.order_id, v.title, v.kind, v.grade, v.volume_ml, v.value_fen, v.threshold_fen, v.stations, v.remaining_ml,
               v.price_fen, v.state, v.holder, v.valid_from, v.valid_to, v.issued_at, v.changed_at, v.used_station
        FROM vouchers v
        """;

    public static Task<VoucherView?> FindAsync(LedgerSession session, VoucherId voucher) =>
        session.Sql($"{Select} WHERE v.id = @id").With("id", voucher.Value).FirstAsync(View);

    public static Task<VoucherView?> FindByCodeAsync(LedgerSession session, Guid codeIndex) =>
        session.Sql($"{Select} WHERE v.code_index = @index").With("index", codeIndex).FirstAsync(View);

    public static Task<ImmutableArray<VoucherView>> ListAsync(
        LedgerSession session,
        CustomerId customer,
        VoucherState? state,
        VoucherId? before,
        int limit
    )
    {
        var command = session
            .Sql(
                $"""
                {Select} WHERE v.customer_id = @customer {(state is null ? "" : "AND v.state = @state")} {(
                    before is null ? "" : "AND v.id < @before"
                )}
                ORDER BY v.id DESC LIMIT @limit
                """
            )
            .With("customer", customer.Value)
            .With("limit", limit);
        if (state is { } only)
            command = command.With("state", (int)only);
        if (before is { } id)
            command = command.With("before", id.Value);
        return command.ListAsync(View);
    }

    public static Task<ImmutableArray<VoucherView>> OfOrderAsync(LedgerSession session, OrderId order) =>
        session.Sql($"{Select} WHERE v.order_id = @order ORDER BY v.unit").With("order", order.Value).ListAsync(View);

    /// <summary>Those that could pay something now, the first to expire first.</summary>
    public static Task<ImmutableArray<VoucherView>> UsableAsync(
        LedgerSession session,
        CustomerId customer,
        DateTimeOffset now,
        int limit
    ) =>
        session
            .Sql(
                $"""
                {Select} WHERE v.customer_id = @customer AND v.state = 0 AND v.valid_from <= @now AND v.valid_to > @now ORDER BY v.valid_to, v.id LIMIT @limit
                """
            )
            .With("customer", customer.Value)
            .With("now", now)
            .With("limit", limit)
            .ListAsync(View);

    public static Task<ImmutableArray<VoucherView>> HeldByAsync(LedgerSession session, string holder) =>
        session
            .Sql($"{Select} WHERE v.holder = @holder AND v.state = 1 ORDER BY v.id")
            .With("holder", holder)
            .ListAsync(View);

    /// <summary>Issued, valid now -> Held. The station has been judged on a row read before; a voucher's stations never change.</summary>
    public static async Task<bool> HoldAsync(
        LedgerSession session,
        VoucherId voucher,
        CustomerId customer,
        string holder,
        DateTimeOffset now
    ) =>
        await session
            .Sql(
                """
                UPDATE vouchers SET state = 1, holder = @holder, changed_at = @now, revision = revision + 1
                WHERE id = @id AND customer_id = @customer AND state = 0 AND valid_from <= @now AND valid_to > @now
                """
            )
            .With("holder", holder)
            .With("now", now)
            .With("id", voucher.Value)
            .With("customer", customer.Value)
            .ExecuteAsync() == 1;

    /// <summary>Held by this holder -> Used, or Issued with what is left on it.</summary>
    public static async Task<bool> UseAsync(
        LedgerSession session,
        VoucherView held,
        (VoucherState State, long RemainingMl) next,
        string holder,
        StationId station,
        DateTimeOffset now
    ) =>
        await session
            .Sql(
                """
                UPDATE vouchers SET state = @state, remaining_ml = @remaining, holder = CASE WHEN @state = 0 THEN NULL ELSE holder END,
                    used_station = CASE WHEN @state = 0 THEN used_station ELSE @station END, changed_at = @now, revision = revision + 1
                WHERE id = @id AND state = 1 AND holder = @holder AND remaining_ml = @was
                """
            )
            .With("state", (int)next.State)
            .With("remaining", next.RemainingMl)
            .With("station", station.Value)
            .With("now", now)
            .With("id", held.Id.Value)
            .With("holder", holder)
            .With("was", held.RemainingMl)
            .ExecuteAsync() == 1;

    /// <summary>All that this holder still holds -> Issued, as before.</summary>
    public static Task<ImmutableArray<VoucherId>> GiveBackAsync(
        LedgerSession session,
        string holder,
        DateTimeOffset now
    ) =>
        session
            .Sql(
                """
                UPDATE vouchers SET state = 0, holder = NULL, changed_at = @now, revision = revision + 1 WHERE holder = @holder AND state = 1 RETURNING id
                """
            )
            .With("now", now)
            .With("holder", holder)
            .ListAsync(r => new VoucherId(r.Id(0)));

    /// <summary>Issued, valid now -> Used, whole, at a station's counter.</summary>
    public static async Task<bool> RedeemAsync(
        LedgerSession session,
        VoucherId voucher,
        string holder,
        StationId station,
        string staff,
        DateTimeOffset now
    ) =>
        await session
            .Sql(
                """
                UPDATE vouchers SET state = 2, remaining_ml = 0, holder = @holder, used_station = @station, used_by = @staff, changed_at = @now,
                    revision = revision + 1
                WHERE id = @id AND state = 0 AND valid_from <= @now AND valid_to > @now
                """
            )
            .With("holder", holder)
            .With("station", station.Value)
            .With("staff", staff)
            .With("now", now)
            .With("id", voucher.Value)
            .ExecuteAsync() == 1;

    /// <summary>Issued and past its time -> Expired.</summary>
    public static async Task<bool> ExpireAsync(LedgerSession session, VoucherId voucher, DateTimeOffset now) =>
        await session
            .Sql(
                "UPDATE vouchers SET state = 3, changed_at = @now, revision = revision + 1 WHERE id = @id AND state = 0 AND valid_to <= @now"
            )
            .With("now", now)
            .With("id", voucher.Value)
            .ExecuteAsync() == 1;

    public static Task<int> AddUseAsync(
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

    private static VoucherView View(LedgerRow r) =>
        new()
        {
            Id = new(r.Id(0)),
            Customer = new(r.Id(1)),
            Order = r.IdOrNull(2) is { } order ? new(order) : null,
            Title = r.Text(3),
            Unit = new()
            {
                Kind = (ProductKind)r.Int(4),
                Grade = r.Text(5),
                VolumeMl = r.Long(6),
                ValueFen = r.Long(7),
                ThresholdFen = r.Long(8),
                ValidDays = (int)Math.Round((r.Time(15) - r.Time(14)).TotalDays),
                Stations = StationList.Read(r.Text(9)),
            },
            RemainingMl = r.Long(10),
            PriceFen = r.Long(11),
            State = (VoucherState)r.Int(12),
            Holder = r.TextOrNull(13),
            ValidFrom = r.Time(14),
            ValidTo = r.Time(15),
            IssuedAt = r.Time(16),
            ChangedAt = r.Time(17),
            UsedStation = r.IdOrNull(18) is { } station ? new(station) : null,
        };
}
