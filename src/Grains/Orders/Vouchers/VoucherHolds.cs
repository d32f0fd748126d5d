using FuelGrains.GrainInterfaces.Orders.Vouchers;
using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Orders.Vouchers;

/// <summary>
/// The verbs of a holder, each one transaction. The holder's own row is locked first and outlives the hold, so verbs of one holder
/// come one after the other, and one that was given up on and arrives late finds that it is over.
/// </summary>
public sealed class VoucherHolds(LedgerDatabase ledger, TimeProvider time)
{
    private enum HoldState
    {
        Held = 0,
        Confirmed = 1,
        Released = 2,
        Expired = 3,
    }

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

    /// <summary>As a part of a transaction. Throws <see cref="VoucherRefusal"/>, which must undo the whole of it.</summary>
    internal static async Task<HoldResult> HoldAsync(
        LedgerSession session,
        CustomerId customer,
        string holder,
        ImmutableArray<VoucherId> vouchers,
        StationId station,
        DateTimeOffset now
    )
    {
        if (await OpenAsync(session, customer, holder, HoldState.Held, now) is { } known)
            return new(
                known.Owner != customer
                    ? new(WalletOutcome.NotFound)
                    : await AgainAsync(session, holder, vouchers, known.State),
                []
            );
        // In the order of ids, as everyone who changes several vouchers does: no deadlock.
        foreach (var id in vouchers.Distinct().OrderBy(v => v.Value))
        {
            var voucher = await VoucherRows.FindAsync(session, id);
            if (voucher is null || voucher.Customer != customer)
                throw new VoucherRefusal(new(WalletOutcome.NotFound, id));
            if (
                VoucherRule.Judge(voucher, station, now) != VoucherUsability.Usable
                || !await VoucherRows.HoldAsync(session, id, customer, holder, now)
            )
                throw new VoucherRefusal(new(WalletOutcome.NotAvailable, id));
        }
        return new(new(WalletOutcome.Done), vouchers);
    }

    /// <summary>As a part of a transaction. Throws <see cref="VoucherRefusal"/>, which must undo the whole of it.</summary>
    internal static async Task<HoldResult> ConfirmAsync(
        LedgerSession session,
        CustomerId customer,
        string holder,
        ImmutableArray<VoucherShare> used,
        StationId station,
        DateTimeOffset now
    )
    {
        if (await EndAsync(session, customer, holder, HoldState.Confirmed, now) is { } other)
            return new(other, []);
        var held = (await VoucherRows.HeldByAsync(session, holder)).ToDictionary(v => v.Id);
        foreach (var share in used.OrderBy(u => u.Voucher.Value))
        {
            if (
                share is { UsedMl: 0, AmountFen: 0 }
                && held.TryGetValue(share.Voucher, out var unused)
                && unused.Unit.Kind != ProductKind.Service
            )
                continue;
            // Taken out, so that a voucher named twice is found out.
            if (!held.Remove(share.Voucher, out var voucher) || VoucherRule.Use(voucher, share) is not { } next)
                throw new VoucherRefusal(new(WalletOutcome.TooMuch, share.Voucher));
            if (!await VoucherRows.UseAsync(session, voucher, next, holder, station, now))
                throw new VoucherRefusal(new(WalletOutcome.TooMuch, share.Voucher));
            await VoucherRows.AddUseAsync(session, share, holder, station, null, now);
        }
        var unusedOnes = await VoucherRows.GiveBackAsync(session, holder, now);
        return new(new(WalletOutcome.Done), [.. used.Select(u => u.Voucher).Union(unusedOnes)]);
    }

    /// <summary>As a part of a transaction: what a holder has, if anything, is issued as before.</summary>
    internal static async Task<ImmutableArray<VoucherId>> GiveUpAsync(
        LedgerSession session,
        CustomerId customer,
        string holder,
        bool expired,
        DateTimeOffset now
    ) =>
        await EndAsync(session, customer, holder, expired ? HoldState.Expired : HoldState.Released, now) is null
            ? await VoucherRows.GiveBackAsync(session, holder, now)
            : [];

    public Task<HoldResult> ReleaseAsync(CustomerId customer, string holder, CancellationToken ct) =>
        GiveUpAsync(customer, holder, HoldState.Released, ct);

    public Task<HoldResult> ExpireAsync(CustomerId customer, string holder, CancellationToken ct) =>
        GiveUpAsync(customer, holder, HoldState.Expired, ct);

    private Task<HoldResult> GiveUpAsync(CustomerId customer, string holder, HoldState to, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        return ledger.WriteAsync(
            async session =>
            {
                // Also when there is nothing to give up yet: its Hold may still be on the way.
                if (await OpenAsync(session, customer, holder, to, now) is null)
                    return new(new(WalletOutcome.Done), []);
                if (await EndAsync(session, customer, holder, to, now) is { } other)
                    return new(other, []);
                return new HoldResult(new(WalletOutcome.Done), await VoucherRows.GiveBackAsync(session, holder, now));
            },
            ct
        );
    }

    /// <summary>The same Hold again is done; one of other vouchers is a bug of its caller, who must not believe that it holds them.</summary>
    private static async Task<WalletReply> AgainAsync(
        LedgerSession session,
        string holder,
        ImmutableArray<VoucherId> vouchers,
        HoldState state
    )
    {
        if (state != HoldState.Held)
            return new(WalletOutcome.Over);
        var held = (await VoucherRows.HeldByAsync(session, holder)).Select(v => v.Id).ToHashSet();
        return held.SetEquals(vouchers)
            ? new(WalletOutcome.AlreadyDone)
            : new(WalletOutcome.NotAvailable, vouchers.FirstOrDefault(v => !held.Contains(v)));
    }

    /// <summary>Writes the holder's row; null when this call did, and otherwise what stands there, locked.</summary>
    private static async Task<(CustomerId Owner, HoldState State)?> OpenAsync(
        LedgerSession session,
        CustomerId customer,
        string holder,
        HoldState state,
        DateTimeOffset now
    )
    {
        var added = await session
            .Sql(
                """
                INSERT INTO voucher_holds (holder, customer_id, state, created_at, changed_at) VALUES (@holder, @customer, @state, @now, @now)
                ON CONFLICT (holder) DO NOTHING
                """
            )
            .With("holder", holder)
            .With("customer", customer.Value)
            .With("state", (int)state)
            .With("now", now)
            .ExecuteAsync();
        if (added == 1)
            return null;
        // An UPDATE that changes nothing: the lock that both dialects have.
        return await session
            .Sql("UPDATE voucher_holds SET state = state WHERE holder = @holder RETURNING customer_id, state")
            .With("holder", holder)
            .FirstAsync(r => (new CustomerId(r.Id(0)), (HoldState)r.Int(1)));
    }

    /// <summary>Held -> its end; null when this call did it, and otherwise the answer.</summary>
    private static async Task<WalletReply?> EndAsync(
        LedgerSession session,
        CustomerId customer,
        string holder,
        HoldState to,
        DateTimeOffset now
    )
    {
        var ended = await session
            .Sql(
                """
                UPDATE voucher_holds SET state = @to, changed_at = @now WHERE holder = @holder AND customer_id = @customer AND state = 0
                """
            )
            .With("to", (int)to)
            .With("now", now)
            .With("holder", holder)
            .With("customer", customer.Value)
            .ExecuteAsync();
        if (ended == 1)
            return null;
        var state = await session
            .Sql("SELECT state FROM voucher_holds WHERE holder = @holder AND customer_id = @customer")
            .With("holder", holder)
            .With("customer", customer.Value)
            .FirstAsync(r => (HoldState?)(HoldState)r.Int(0));
        return new(
            state is null ? WalletOutcome.NotFound
            : state == to ? WalletOutcome.AlreadyDone
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

/// <summary>Undoes the whole transaction, and tells why.</summary>
internal sealed class VoucherRefusal(WalletReply reply) : Exception($"{reply.Outcome} {reply.Voucher}")
{
    public WalletReply Reply => reply;
}

/// <summary>The answer, and whose owner has something new to see.</summary>
public readonly record struct HoldResult(WalletReply Reply, ImmutableArray<VoucherId> Changed);
