using FuelGrains.GrainInterfaces.Orders.Shipping;
using FuelGrains.GrainInterfaces.Orders.Vouchers;
using FuelGrains.Grains.Orders.Shipping;
using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Orders.Vouchers;

/// <summary>
/// Holds vouchers, then confirms, releases or expires the hold, each in one transaction. The transaction locks the holder's row first,
/// and the row outlives the hold: so a holder's calls run one after the other, and a Hold that arrives late finds its hold ended.
/// </summary>
public sealed class VoucherHolds(LedgerDatabase ledger, TimeProvider time)
{
    public Task<HoldResult> HoldAsync(
        CustomerId customer,
        string holder,
        ImmutableArray<VoucherId> vouchers,
        StationId station,
        CancellationToken ct
    )
    {
        var now = time.GetUtcNow();
        return OrRefusedAsync(
            ledger.WriteAsync(session => HoldAsync(session, customer, holder, vouchers, station, now), ct)
        );
    }

    public Task<HoldResult> ConfirmAsync(
        CustomerId customer,
        string holder,
        ImmutableArray<VoucherShare> used,
        StationId station,
        CancellationToken ct
    )
    {
        var now = time.GetUtcNow();
        return OrRefusedAsync(
            ledger.WriteAsync(session => ConfirmAsync(session, customer, holder, used, station, now), ct)
        );
    }

    public Task<HoldResult> ReleaseAsync(CustomerId customer, string holder, CancellationToken ct) =>
        ReleaseAsync(customer, holder, VoucherHoldState.Released, ct);

    public Task<HoldResult> ExpireAsync(CustomerId customer, string holder, CancellationToken ct) =>
        ReleaseAsync(customer, holder, VoucherHoldState.Expired, ct);

    /// <summary>Holds vouchers as a part of the caller's transaction.</summary>
    /// <exception cref="VoucherRefusal">A voucher is refused; the exception must undo the whole transaction.</exception>
    internal static async Task<HoldResult> HoldAsync(
        LedgerSession session,
        CustomerId customer,
        string holder,
        ImmutableArray<VoucherId> vouchers,
        StationId station,
        DateTimeOffset now
    )
    {
        if (
            await VoucherHoldTable.InsertOrLockAsync(session, customer, holder, VoucherHoldState.Held, now) is { } known
        )
            return new(
                known.Customer != customer
                    ? new(WalletOutcome.NotFound)
                    : await RepeatAsync(session, holder, vouchers, known.State),
                []
            );
        // All code that changes several vouchers does so in the order of ids, so no deadlock arises.
        foreach (var id in vouchers.Distinct().OrderBy(v => v.Value))
        {
            var voucher = await VoucherQueries.FindAsync(session, id);
            if (voucher is null || voucher.Customer != customer)
                throw new VoucherRefusal(new(WalletOutcome.NotFound, id));
            if (
                VoucherRule.Evaluate(voucher, station, now) != VoucherUsability.Usable
                || !await VoucherTable.HoldAsync(session, id, customer, holder, now)
            )
                throw new VoucherRefusal(new(WalletOutcome.NotAvailable, id));
        }
        return new(new(WalletOutcome.Done), vouchers);
    }

    /// <summary>Confirms a hold as a part of the caller's transaction.</summary>
    /// <exception cref="VoucherRefusal">A share is refused; the exception must undo the whole transaction.</exception>
    internal static async Task<HoldResult> ConfirmAsync(
        LedgerSession session,
        CustomerId customer,
        string holder,
        ImmutableArray<VoucherShare> used,
        StationId station,
        DateTimeOffset now
    )
    {
        if (await TryEndAsync(session, customer, holder, VoucherHoldState.Confirmed, now) is { } refusal)
            return new(refusal, []);
        var held = (await VoucherQueries.HeldByAsync(session, holder)).ToDictionary(v => v.Id);
        var begun = new List<OrderId>();
        foreach (var share in used.OrderBy(u => u.Voucher.Value))
        {
            if (
                share is { UsedMl: 0, AmountFen: 0 }
                && held.TryGetValue(share.Voucher, out var unused)
                && unused.Unit.Kind != ProductKind.Service
            )
                continue;
            // Removing the voucher refuses a second share of it.
            if (!held.Remove(share.Voucher, out var voucher) || VoucherRule.Use(voucher, share) is not { } next)
                throw new VoucherRefusal(new(WalletOutcome.TooMuch, share.Voucher));
            if (!await VoucherTable.UseAsync(session, voucher, next, holder, station, now))
                throw new VoucherRefusal(new(WalletOutcome.TooMuch, share.Voucher));
            await VoucherUseTable.InsertAsync(session, share, holder, station, staff: null, now);
            if (voucher.Order is { } order)
                begun.Add(order);
        }
        await ShippingReportTable.OweGoodsAsync(session, begun, LogisticsType.PickUp, now);
        var released = await VoucherTable.EndHoldAsync(session, holder, VoucherState.Issued, now);
        return new(new(WalletOutcome.Done), [.. used.Select(u => u.Voucher).Union(released)]);
    }

    /// <summary>Releases a hold as a part of the caller's transaction: the holder's vouchers, if any, are Issued again.</summary>
    internal static async Task<ImmutableArray<VoucherId>> ReleaseAsync(
        LedgerSession session,
        CustomerId customer,
        string holder,
        bool expired,
        DateTimeOffset now
    )
    {
        var to = expired ? VoucherHoldState.Expired : VoucherHoldState.Released;
        return await TryEndAsync(session, customer, holder, to, now) is null
            ? await VoucherTable.EndHoldAsync(session, holder, VoucherState.Issued, now)
            : [];
    }

    private Task<HoldResult> ReleaseAsync(CustomerId customer, string holder, VoucherHoldState to, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        return ledger.WriteAsync(
            async session =>
            {
                // A Release without a Hold leaves a row as well: the Hold may still be on its way.
                if (await VoucherHoldTable.InsertOrLockAsync(session, customer, holder, to, now) is null)
                    return new(new(WalletOutcome.Done), []);
                if (await TryEndAsync(session, customer, holder, to, now) is { } refusal)
                    return new(refusal, []);
                return new HoldResult(
                    new(WalletOutcome.Done),
                    await VoucherTable.EndHoldAsync(session, holder, VoucherState.Issued, now)
                );
            },
            ct
        );
    }

    /// <summary>
    /// Answers a Hold whose holder exists. The same vouchers are AlreadyDone; other vouchers are a bug of the caller, who does
    /// not hold them.
    /// </summary>
    private static async Task<WalletReply> RepeatAsync(
        LedgerSession session,
        string holder,
        ImmutableArray<VoucherId> vouchers,
        VoucherHoldState state
    )
    {
        if (state != VoucherHoldState.Held)
            return new(WalletOutcome.Over);
        var held = (await VoucherQueries.HeldByAsync(session, holder)).Select(v => v.Id).ToHashSet();
        return held.SetEquals(vouchers)
            ? new(WalletOutcome.AlreadyDone)
            : new(WalletOutcome.NotAvailable, vouchers.FirstOrDefault(v => !held.Contains(v)));
    }

    /// <summary>Held -> the given state. Null: this call ended the hold; otherwise the answer that refuses.</summary>
    private static async Task<WalletReply?> TryEndAsync(
        LedgerSession session,
        CustomerId customer,
        string holder,
        VoucherHoldState to,
        DateTimeOffset now
    )
    {
        if (await VoucherHoldTable.EndAsync(session, customer, holder, to, now))
            return null;
        var hold = await VoucherHoldTable.FindAsync(session, customer, holder);
        return new(
            hold is null ? WalletOutcome.NotFound
            : hold.State == to ? WalletOutcome.AlreadyDone
            : WalletOutcome.Over
        );
    }

    private static async Task<HoldResult> OrRefusedAsync(Task<HoldResult> work)
    {
        try
        {
            return await work;
        }
        catch (VoucherRefusal refused)
        {
            return new(refused.Reply, []);
        }
    }
}

/// <summary>Undoes the whole transaction, and carries the reason.</summary>
internal sealed class VoucherRefusal(WalletReply reply) : Exception($"{reply.Outcome} {reply.Voucher}")
{
    public WalletReply Reply => reply;
}

/// <summary>The reply, and the vouchers whose owner must be notified.</summary>
public readonly record struct HoldResult(WalletReply Reply, ImmutableArray<VoucherId> Changed);
