using FuelGrains.GrainInterfaces.Orders.Vouchers;
using FuelGrains.Grains.Stations;
using FuelGrains.Grains.Storage;
using FuelGrains.Grains.Storage.Sealing;

namespace FuelGrains.Grains.Orders.Vouchers;

/// <summary>
/// Changes the table vouchers. Each change names the state that it expects. <see cref="VoucherQueries"/> reads the table.
/// </summary>
internal static class VoucherTable
{
    // A voucher that ends its hold as Issued has no holder; in any other state the holder stays as the cause of the state.
    private static readonly string HolderAfter = $"CASE WHEN @to = {VoucherState.Issued:D} THEN NULL ELSE holder END";

    private static readonly RowColumns<FreshVoucher> Row = new(
        ("id", v => v.New.Id.Value),
        ("order_id", v => v.New.Order?.Value),
        ("unit", v => v.New.Unit),
        ("customer_id", v => v.New.Customer.Value),
        ("product_id", v => v.New.Product.Id.Value),
        ("title", v => v.New.Product.Name),
        ("kind", v => (int)v.Worth.Kind),
        ("grade", v => v.Worth.Grade),
        ("volume_ml", v => v.Worth.VolumeMl),
        ("remaining_ml", v => v.Worth.VolumeMl),
        ("value_fen", v => v.Worth.ValueFen),
        ("threshold_fen", v => v.Worth.ThresholdFen),
        ("price_fen", v => v.New.PriceFen),
        ("stations", v => StationList.Text(v.Worth.Stations)),
        ("code_index", v => v.CodeIndex),
        ("code_sealed", v => v.CodeSealed),
        ("state", v => (int)(v.New.Holder is null ? VoucherState.Issued : VoucherState.Held)),
        ("cause", v => (int)v.New.Cause),
        ("holder", v => v.New.Holder),
        ("valid_from", v => v.Now),
        ("valid_to", v => v.Now.AddDays(v.Worth.ValidDays)),
        ("issued_at", v => v.Now),
        ("changed_at", v => v.Now),
        ("revision", _ => 1L)
    );

    private static readonly string InsertReward = $"""
        INSERT INTO vouchers ({Row.Names}) VALUES ({Row.Parameters}) ON CONFLICT DO NOTHING
        """;

    private static readonly string InsertOfOrder = $"""
        INSERT INTO vouchers ({Row.Names}) SELECT {Row.Parameters}
        WHERE EXISTS (SELECT 1 FROM orders o WHERE o.id = @order_id AND o.status = {OrderStatus.Paid:D})
        ON CONFLICT DO NOTHING
        """;

    /// <summary>
    /// The state, in a form that no index takes: without statistics PostgreSQL would find a single voucher through the index of all
    /// vouchers that expire.
    /// </summary>
    public static string Is(VoucherState state) => $"state + 0 = {state:D}";

    public static SealedPlace CodePlace(VoucherId voucher) => new("vouchers", "code_sealed", voucher.Value);

    public static Guid CodeIndex(Sealer sealer, string code) => sealer.Index("vouchers", "code", code);

    /// <summary>
    /// Inserts a voucher with a fresh code. A voucher of an order is inserted only while the order is Paid. 0: the order is not Paid, or
    /// another delivery has inserted the voucher; any unique constraint may be the first to notice that, hence no conflict target.
    /// </summary>
    public static Task<int> InsertAsync(LedgerSession session, NewVoucher voucher, Sealer sealer, DateTimeOffset now)
    {
        var code = VoucherCode.New();
        var fresh = new FreshVoucher(voucher, CodeIndex(sealer, code), sealer.Seal(CodePlace(voucher.Id), code), now);
        return Row.Bind(session.Sql(voucher.Order is null ? InsertReward : InsertOfOrder), fresh).ExecuteAsync();
    }

    /// <summary>Issued and valid now -> Held. The caller has checked the station, because a voucher's stations never change.</summary>
    public static async Task<bool> HoldAsync(
        LedgerSession session,
        VoucherId voucher,
        CustomerId customer,
        string holder,
        DateTimeOffset now
    ) =>
        await session
            .Sql(
                $"""
                UPDATE vouchers SET state = {VoucherState.Held:D}, holder = @holder, changed_at = @now, revision = revision + 1
                WHERE id = @id AND customer_id = @customer AND {Is(
                    VoucherState.Issued
                )} AND valid_from <= @now AND valid_to > @now
                """
            )
            .With("holder", holder)
            .With("now", now)
            .With("id", voucher.Value)
            .With("customer", customer.Value)
            .ExecuteAsync() == 1;

    /// <summary>Issued and untouched -> Held, whatever the time in which the voucher is valid: a refund needs no valid voucher.</summary>
    public static async Task<bool> HoldUntouchedAsync(
        LedgerSession session,
        Guid voucher,
        string holder,
        DateTimeOffset now
    ) =>
        await session
            .Sql(
                $"""
                UPDATE vouchers SET state = {VoucherState.Held:D}, holder = @holder, changed_at = @now, revision = revision + 1
                WHERE id = @id AND {Is(VoucherState.Issued)} AND remaining_ml = volume_ml
                """
            )
            .With("holder", holder)
            .With("now", now)
            .With("id", voucher)
            .ExecuteAsync() == 1;

    /// <summary>Held by this holder -> Used, or Issued with the volume that is left.</summary>
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
                $"""
                UPDATE vouchers SET state = @to, remaining_ml = @remaining, holder = {HolderAfter},
                    used_station = CASE WHEN @to = {VoucherState.Issued:D} THEN used_station ELSE @station END,
                    changed_at = @now, revision = revision + 1
                WHERE id = @id AND state = {VoucherState.Held:D} AND holder = @holder AND remaining_ml = @was
                """
            )
            .With("to", (int)next.State)
            .With("remaining", next.RemainingMl)
            .With("station", station.Value)
            .With("now", now)
            .With("id", held.Id.Value)
            .With("holder", holder)
            .With("was", held.RemainingMl)
            .ExecuteAsync() == 1;

    /// <summary>Held by this holder -> the given state, for each voucher that the holder still holds.</summary>
    public static Task<ImmutableArray<VoucherId>> EndHoldAsync(
        LedgerSession session,
        string holder,
        VoucherState to,
        DateTimeOffset now
    ) =>
        session
            .Sql(
                $"""
                UPDATE vouchers SET state = @to, holder = {HolderAfter}, changed_at = @now, revision = revision + 1
                WHERE holder = @holder AND state = {VoucherState.Held:D} RETURNING id
                """
            )
            .With("to", (int)to)
            .With("now", now)
            .With("holder", holder)
            .ListAsync(r => new VoucherId(r.Id(0)));

    /// <summary>Issued and valid now -> Used, whole, at a station's redemption point.</summary>
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
                $"""
                UPDATE vouchers SET state = {VoucherState.Used:D}, remaining_ml = 0, holder = @holder, used_station = @station,
                    used_by = @staff, changed_at = @now, revision = revision + 1
                WHERE id = @id AND {Is(VoucherState.Issued)} AND valid_from <= @now AND valid_to > @now
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
                $"""
                UPDATE vouchers SET state = {VoucherState.Expired:D}, changed_at = @now, revision = revision + 1
                WHERE id = @id AND {Is(VoucherState.Issued)} AND valid_to <= @now
                """
            )
            .With("now", now)
            .With("id", voucher.Value)
            .ExecuteAsync() == 1;

    /// <summary>Marks an issued voucher as reminded of. False: its owner was reminded before, or the voucher is issued no more.</summary>
    public static async Task<bool> MarkRemindedAsync(LedgerSession session, VoucherId voucher) =>
        await session
            .Sql(
                $"""
                UPDATE vouchers SET reminded = 1 WHERE id = @id AND reminded = 0 AND {Is(VoucherState.Issued)}
                """
            )
            .With("id", voucher.Value)
            .ExecuteAsync() == 1;
}

/// <summary>A new voucher with its code, sealed and as the index finds it.</summary>
internal readonly record struct FreshVoucher(NewVoucher New, Guid CodeIndex, string CodeSealed, DateTimeOffset Now)
{
    public ProductUnit Worth => New.Product.Unit;
}

public enum VoucherCause
{
    /// <summary>The customer bought the voucher with an order.</summary>
    Order = 0,

    /// <summary>The customer earned the voucher by an invitation.</summary>
    InviteReward = 1,

    /// <summary>The voucher is the unused part of another one.</summary>
    Remainder = 2,
}

/// <summary>A voucher to insert. <see cref="Product"/> says what the voucher is worth; <see cref="PriceFen"/> is in fen.</summary>
internal sealed record NewVoucher
{
    public required VoucherId Id { get; init; }
    public required CustomerId Customer { get; init; }
    public required ProductView Product { get; init; }
    public required VoucherCause Cause { get; init; }

    /// <summary>The order that bought the voucher; null for a reward.</summary>
    public OrderId? Order { get; init; }

    /// <summary>The order's unit that the voucher stands for, from 0.</summary>
    public int Unit { get; init; }

    public long PriceFen { get; init; }

    /// <summary>The holder of a voucher that is inserted as Held; null inserts it as Issued.</summary>
    public string? Holder { get; init; }
}
