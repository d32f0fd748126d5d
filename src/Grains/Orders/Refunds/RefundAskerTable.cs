using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Orders.Refunds;

/// <summary>
/// The table refund_askers: one row for each member of staff who asked for a refund. Its lock puts the requests of one person in line,
/// so two at once cannot both stay below the sum of a day.
/// </summary>
internal static class RefundAskerTable
{
    /// <summary>
    /// Locks the row until the commit and counts the request. Take this lock before the payment's, as every other caller does.
    /// </summary>
    public static Task<int> LockAsync(LedgerSession session, string askedBy) =>
        session
            .Sql(
                """
                INSERT INTO refund_askers (asked_by, requests) VALUES (@by, 1)
                ON CONFLICT (asked_by) DO UPDATE SET requests = refund_askers.requests + 1
                """
            )
            .With("by", askedBy)
            .ExecuteAsync();
}
