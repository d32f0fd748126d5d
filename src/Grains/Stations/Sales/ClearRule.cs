namespace FuelGrains.Grains.Stations.Sales;

/// <summary>
/// Interprets a site's answer to CLEAR. A code on a retry means something else than on the first try, because the site may have
/// executed the first try.
/// </summary>
public static class ClearRule
{
    /// <summary>The number of tries without a usable answer before manual review: at one try a connection, days have gone by.</summary>
    public const int MostTries = 50;

    public static ClearOutcome Evaluate(int code, long tries) =>
        (code, Retry: tries > 1) switch
        {
            (SiteCode.Ok, _) => ClearOutcome.Settled,
            (410, true) => ClearOutcome.Settled,
            (403, false) => ClearOutcome.NotPermitted,
            (403, true) => ClearOutcome.PaidInside,
            (404, _) or (410, false) => ClearOutcome.BackOffice,
            _ => tries >= MostTries ? ClearOutcome.BackOffice : ClearOutcome.NoAnswer,
        };

    /// <summary>The state of the sale after an outcome; null while the outcome is unknown.</summary>
    public static FuelSaleState? After(ClearOutcome outcome) =>
        outcome switch
        {
            ClearOutcome.Settled => FuelSaleState.Settled,
            ClearOutcome.NotPermitted => FuelSaleState.Open,
            ClearOutcome.PaidInside => FuelSaleState.PaidInside,
            ClearOutcome.BackOffice => FuelSaleState.BackOffice,
            _ => null,
        };
}
