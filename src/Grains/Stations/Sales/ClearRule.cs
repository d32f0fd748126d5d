namespace FuelGrains.Grains.Stations;

/// <summary>What a site's answer to CLEAR means. The same code means another thing on a retry, because the first one may have been done.</summary>
public static class ClearRule
{
    /// <summary>After so many tries without sense, staff must look: at one try a connection, days have gone by.</summary>
    public const int MostTries = 50;

    public static ClearOutcome Judge(int code, long tries) =>
        (code, Retry: tries > 1) switch
        {
            (SiteCode.Ok, _) => ClearOutcome.Settled,
            (410, true) => ClearOutcome.Settled,
            (403, false) => ClearOutcome.NotPermitted,
            (403, true) => ClearOutcome.PaidInside,
            (404, _) or (410, false) => ClearOutcome.BackOffice,
            _ => tries >= MostTries ? ClearOutcome.BackOffice : ClearOutcome.NoAnswer,
        };

    /// <summary>The state of the sale after that; null while it stays unknown.</summary>
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
