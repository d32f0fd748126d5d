namespace FuelGrains.Grains.Orders.Refunds;

/// <summary>When a second member of staff must agree before money goes back. One rule for goods, frozen payments and fuel.</summary>
internal static class SecondPersonRule
{
    /// <summary>
    /// The time over which the refunds of a member of staff are summed up: the last 24 hours. A calendar day would allow the sum twice
    /// around midnight.
    /// </summary>
    public static readonly TimeSpan Day = TimeSpan.FromHours(24);

    /// <summary>Earlier refunds count, so that slicing an amount, over one order or over many, does not avoid the second person.</summary>
    public static bool IsNeeded(long amountFen, AskedBefore before, RefundOptions options) =>
        amountFen + before.OfPaymentFen > options.SecondPersonAboveFen
        || amountFen + before.OfPersonFen > options.SecondPersonAboveFenADay;
}

/// <summary>The sums that staff asked for before: paid out, under way, or awaiting approval. In fen.</summary>
/// <param name="OfPaymentFen">The refunds of the same payment, by any member of staff.</param>
/// <param name="OfPersonFen">The refunds of any order in the last <see cref="SecondPersonRule.Day"/>, by the same member of staff.</param>
internal readonly record struct AskedBefore(long OfPaymentFen, long OfPersonFen);
