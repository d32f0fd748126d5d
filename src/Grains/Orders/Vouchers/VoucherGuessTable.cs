using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Orders.Vouchers;

/// <summary>
/// The table of unknown codes, counted by scope: a member of staff, or a station. A code is counted, under the lock of the scope's row,
/// before the code is looked up, and a known code is uncounted afterwards: so concurrent guesses are limited one by one.
/// </summary>
internal static class VoucherGuessTable
{
    /// <summary>Counts a code. Null: the code may be looked up; otherwise the time at which the window ends.</summary>
    public static async Task<DateTimeOffset?> CountAsync(
        LedgerSession session,
        string scope,
        VoucherOptions options,
        DateTimeOffset now
    )
    {
        await session
            .Sql(
                "INSERT INTO voucher_guesses (scope, since, wrong) VALUES (@scope, @now, 0) ON CONFLICT (scope) DO NOTHING"
            )
            .With("scope", scope)
            .With("now", now)
            .ExecuteAsync();
        var counted = await session
            .Sql(
                """
                UPDATE voucher_guesses SET wrong = CASE WHEN since <= @before THEN 1 ELSE wrong + 1 END,
                    since = CASE WHEN since <= @before THEN @now ELSE since END
                WHERE scope = @scope AND (wrong < @limit OR since <= @before)
                """
            )
            .With("before", now - options.WrongCodesWithin)
            .With("now", now)
            .With("scope", scope)
            .With("limit", options.MaxWrongCodes)
            .ExecuteAsync();
        if (counted == 1)
            return null;
        return await session
                .Sql("SELECT since FROM voucher_guesses WHERE scope = @scope")
                .With("scope", scope)
                .FirstAsync(r => r.Time(0)) + options.WrongCodesWithin;
    }

    /// <summary>Uncounts a code that was known, or that was not looked up.</summary>
    public static Task<int> UncountAsync(LedgerSession session, string scope) =>
        session
            .Sql("UPDATE voucher_guesses SET wrong = wrong - 1 WHERE scope = @scope AND wrong > 0")
            .With("scope", scope)
            .ExecuteAsync();

    /// <summary>Whether the scope has reached the limit.</summary>
    public static async Task<bool> IsSpentAsync(LedgerSession session, string scope, VoucherOptions options) =>
        await session
            .Sql("SELECT wrong FROM voucher_guesses WHERE scope = @scope")
            .With("scope", scope)
            .FirstAsync(r => r.Int(0)) >= options.MaxWrongCodes;

    /// <summary>Deletes scopes whose window is over.</summary>
    public static Task<int> ForgetAsync(LedgerSession session, VoucherOptions options, DateTimeOffset now) =>
        session
            .Sql("DELETE FROM voucher_guesses WHERE since < @before")
            .With("before", now - options.WrongCodesWithin)
            .ExecuteAsync();
}
