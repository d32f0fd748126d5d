using FuelGrains.GrainInterfaces.Orders.Vouchers;
using FuelGrains.Grains.Stations;
using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Orders.Vouchers;

/// <summary>Reads the table vouchers. <see cref="VoucherTable"/> changes it.</summary>
internal static class VoucherQueries
{
    private const string Columns = """
        id, customer_id, order_id, title, kind, grade, volume_ml, value_fen, threshold_fen, stations, remaining_ml, price_fen,
        state, holder, valid_from, valid_to, issued_at, changed_at, used_station
        """;

    private static VoucherView Read(LedgerRow r) =>
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

    public static Task<VoucherView?> FindAsync(LedgerSession session, VoucherId voucher) =>
        session.Sql($"SELECT {Columns} FROM vouchers WHERE id = @id").With("id", voucher.Value).FirstAsync(Read);

    public static Task<VoucherView?> FindByCodeAsync(LedgerSession session, Guid codeIndex) =>
        session
            .Sql($"SELECT {Columns} FROM vouchers WHERE code_index = @index")
            .With("index", codeIndex)
            .FirstAsync(Read);

    /// <summary>The sealed code of a customer's voucher; null for unknown ids and other customers' vouchers alike.</summary>
    public static Task<string?> SealedCodeAsync(LedgerSession session, VoucherId voucher, CustomerId customer) =>
        session
            .Sql("SELECT code_sealed FROM vouchers WHERE id = @id AND customer_id = @customer")
            .With("id", voucher.Value)
            .With("customer", customer.Value)
            .FirstAsync(r => r.Text(0));

    /// <summary>A customer's vouchers, newest first, those before <paramref name="before"/> when given.</summary>
    public static Task<ImmutableArray<VoucherView>> ListAsync(
        LedgerSession session,
        CustomerId customer,
        VoucherState? state,
        VoucherId? before,
        int limit
    )
    {
        var ofState = state is null ? "" : "AND state = @state";
        var older = before is null ? "" : "AND id < @before";
        return session
            .Sql(
                $"SELECT {Columns} FROM vouchers WHERE customer_id = @customer {ofState} {older} ORDER BY id DESC LIMIT @limit"
            )
            .With("customer", customer.Value)
            .WithUnlessNull("state", (int?)state)
            .WithUnlessNull("before", before?.Value)
            .With("limit", limit)
            .ListAsync(Read);
    }

    /// <summary>An order's vouchers, by unit.</summary>
    public static Task<ImmutableArray<VoucherView>> OfOrderAsync(LedgerSession session, OrderId order) =>
        session
            .Sql($"SELECT {Columns} FROM vouchers WHERE order_id = @order ORDER BY unit")
            .With("order", order.Value)
            .ListAsync(Read);

    /// <summary>A customer's vouchers that are issued and valid now; the first to expire comes first.</summary>
    public static Task<ImmutableArray<VoucherView>> UsableAsync(
        LedgerSession session,
        CustomerId customer,
        DateTimeOffset now,
        int limit
    ) =>
        session
            .Sql(
                $"""
                SELECT {Columns} FROM vouchers
                WHERE customer_id = @customer AND {VoucherTable.Is(
                    VoucherState.Issued
                )} AND valid_from <= @now AND valid_to > @now
                ORDER BY valid_to, id LIMIT @limit
                """
            )
            .With("customer", customer.Value)
            .With("now", now)
            .With("limit", limit)
            .ListAsync(Read);

    public static Task<ImmutableArray<VoucherView>> HeldByAsync(LedgerSession session, string holder) =>
        session
            .Sql($"SELECT {Columns} FROM vouchers WHERE holder = @holder AND state = {VoucherState.Held:D} ORDER BY id")
            .With("holder", holder)
            .ListAsync(Read);

    public static Task<long> CountHeldByAsync(LedgerSession session, string holder) =>
        session
            .Sql($"SELECT count(*) FROM vouchers WHERE holder = @holder AND state = {VoucherState.Held:D}")
            .With("holder", holder)
            .FirstAsync(r => r.Long(0));

    /// <summary>An order's vouchers that nobody has used or holds, by unit.</summary>
    public static Task<ImmutableArray<RefundableVoucher>> UntouchedAsync(LedgerSession session, OrderId order) =>
        session
            .Sql(
                $"""
                SELECT {RefundableVoucher.Columns} FROM vouchers
                WHERE order_id = @order AND {VoucherTable.Is(
                    VoucherState.Issued
                )} AND remaining_ml = volume_ml ORDER BY unit
                """
            )
            .With("order", order.Value)
            .ListAsync(RefundableVoucher.Read);

    public static async Task<IssuedVouchers> CountIssuedAsync(LedgerSession session, OrderId order)
    {
        var vouchers = await OfOrderAsync(session, order);
        var ofIssue = vouchers.Where(v => v.Holder == FulfilOrder.Holder(order)).ToImmutableArray();
        return new(vouchers.Length - ofIssue.Length, ofIssue.Count(v => v.State == VoucherState.Held));
    }
}

/// <param name="Issued">Vouchers of an order that its customer has or had.</param>
/// <param name="Issuing">Vouchers that the order's issue still holds: issued in a moment, or Refunded once the order is
/// Refunding.</param>
internal readonly record struct IssuedVouchers(int Issued, int Issuing);

/// <summary>A voucher that may be refunded. <paramref name="PriceFen"/> is the price paid for it, in fen.</summary>
internal readonly record struct RefundableVoucher(Guid Id, int Unit, long PriceFen)
{
    public const string Columns = "id, unit, price_fen";

    public static RefundableVoucher Read(LedgerRow r) => new(r.Id(0), r.Int(1), r.Long(2));
}
