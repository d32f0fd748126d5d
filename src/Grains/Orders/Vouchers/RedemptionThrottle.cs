using System.ComponentModel.DataAnnotations;
using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Orders.Vouchers;

/// <summary>How vouchers are looked after. Section <c>Vouchers</c>.</summary>
public sealed class VoucherOptions
{
    /// <summary>Unknown codes that a member of staff, and that a station, may enter within the window. Default: 5.</summary>
    [Range(1, 1_000)]
    public int MaxWrongCodes { get; set; } = 5;

    /// <summary>Default: 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan WrongCodesWithin { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long before its end the owner of a voucher is reminded. Default: 3 days.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan RemindBefore { get; set; } = TimeSpan.FromDays(3);

    /// <summary>How often vouchers past their time are looked for. Default: 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan SweepEvery { get; set; } = TimeSpan.FromMinutes(1);
}

/// <summary>
/// Counts unknown codes by scope. A code is counted before it is judged, behind the scope's row, and taken off again when it was a
/// voucher's: so a hundred guesses at once are judged one by one, and only as many as the limit has.
/// </summary>
public static class RedemptionThrottle
{
    /// <summary>Counts one. Null when it may be judged, otherwise when to come again.</summary>
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
                UPDATE voucher_guesses SET wrong = CASE WHEN since <= @before THEN 1 ELSE wrong + 1 END, since = CASE WHEN since <= @before THEN @now ELSE since END
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

    public static Task<int> TakeOffAsync(LedgerSession session, string scope) =>
        session
            .Sql("UPDATE voucher_guesses SET wrong = wrong - 1 WHERE scope = @scope AND wrong > 0")
            .With("scope", scope)
            .ExecuteAsync();

    /// <summary>Whether the last one counted was the last one allowed.</summary>
    public static async Task<bool> IsSpentAsync(LedgerSession session, string scope, VoucherOptions options) =>
        await session
            .Sql("SELECT wrong FROM voucher_guesses WHERE scope = @scope")
            .With("scope", scope)
            .FirstAsync(r => r.Int(0)) >= options.MaxWrongCodes;

    /// <summary>Scopes whose window is over say nothing any more.</summary>
    public static Task<int> ForgetAsync(LedgerSession session, VoucherOptions options, DateTimeOffset now) =>
        session
            .Sql("DELETE FROM voucher_guesses WHERE since < @before")
            .With("before", now - options.WrongCodesWithin)
            .ExecuteAsync();
}
