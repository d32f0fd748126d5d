using FuelGrains.Grains.Customers;
using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Orders.Refunds;

/// <summary>The column <c>asked_by</c> names a member of staff, the customer, or the product itself.</summary>
internal static class RefundAsker
{
    public const string Customer = "customer";
    public const string System = "system";

    private const string StaffPrefix = "staff/";

    public static string Staff(string name) => StaffPrefix + name;

    public static bool IsStaff(string askedBy) => askedBy.StartsWith(StaffPrefix, StringComparison.Ordinal);

    /// <summary>
    /// Whether this member of staff counts as the one who asked: the same account, or one that made the other, directly or through
    /// further accounts. Nobody approves what they, or an account of their making, asked for.
    /// </summary>
    public static async Task<bool> IsOnePersonAsync(LedgerSession session, string askedBy, string staff)
    {
        if (!IsStaff(askedBy))
            return false;
        var asker = askedBy[StaffPrefix.Length..];
        return asker == staff
            || await StaffTable.HasMadeAsync(session, maker: staff, made: asker)
            || await StaffTable.HasMadeAsync(session, maker: asker, made: staff);
    }

    /// <summary>The sums of earlier refunds. They stay true until the commit behind <see cref="RefundAskerTable.LockAsync"/>.</summary>
    public static async Task<AskedBefore> AskedBeforeAsync(
        LedgerSession session,
        string staff,
        string transactionId,
        DateTimeOffset now
    ) =>
        new(
            RefundRule.SumOfStaff(await RefundTable.OfPaymentAsync(session, transactionId)),
            await RefundTable.SumAskedAsync(session, Staff(staff), now - SecondPersonRule.Day)
        );
}
