using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Orders.Vouchers;

internal enum VoucherHoldState
{
    Held = 0,
    Confirmed = 1,
    Released = 2,
    Expired = 3,
}

internal sealed record VoucherHold(CustomerId Customer, VoucherHoldState State)
{
    public const string Columns = "customer_id, state";

    public static VoucherHold Read(LedgerRow r) => new(new(r.Id(0)), (VoucherHoldState)r.Int(1));
}

/// <summary>The table voucher_holds: one row a holder, which outlives the hold.</summary>
internal static class VoucherHoldTable
{
    /// <summary>Inserts the holder's row. Null: this call inserted the row; otherwise the row that exists, locked.</summary>
    public static async Task<VoucherHold?> InsertOrLockAsync(
        LedgerSession session,
        CustomerId customer,
        string holder,
        VoucherHoldState state,
        DateTimeOffset now
    )
    {
        var inserted = await session
            .Sql(
                """
                INSERT INTO voucher_holds (holder, customer_id, state, created_at, changed_at)
                VALUES (@holder, @customer, @state, @now, @now)
                ON CONFLICT (holder) DO NOTHING
                """
            )
            .With("holder", holder)
            .With("customer", customer.Value)
            .With("state", (int)state)
            .With("now", now)
            .ExecuteAsync();
        if (inserted == 1)
            return null;
        // An UPDATE that changes nothing is the row lock that both dialects have.
        return await session
            .Sql($"UPDATE voucher_holds SET state = state WHERE holder = @holder RETURNING {VoucherHold.Columns}")
            .With("holder", holder)
            .FirstAsync(VoucherHold.Read);
    }

    /// <summary>Held -> the given state. False: the customer has no such hold, or it has ended.</summary>
    public static async Task<bool> EndAsync(
        LedgerSession session,
        CustomerId customer,
        string holder,
        VoucherHoldState to,
        DateTimeOffset now
    ) =>
        await session
            .Sql(
                $"""
                UPDATE voucher_holds SET state = @to, changed_at = @now
                WHERE holder = @holder AND customer_id = @customer AND state = {VoucherHoldState.Held:D}
                """
            )
            .With("to", (int)to)
            .With("now", now)
            .With("holder", holder)
            .With("customer", customer.Value)
            .ExecuteAsync() == 1;

    public static Task<VoucherHold?> FindAsync(LedgerSession session, CustomerId customer, string holder) =>
        session
            .Sql($"SELECT {VoucherHold.Columns} FROM voucher_holds WHERE holder = @holder AND customer_id = @customer")
            .With("holder", holder)
            .With("customer", customer.Value)
            .FirstAsync(VoucherHold.Read);
}
