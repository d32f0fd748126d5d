namespace FuelGrains.Grains.Orders.Gateway;

/// <summary>WeChat's error codes that say something about the merchant rather than about one payment or refund.</summary>
public static class GatewayCodes
{
    /// <summary>The merchant's account has less than the refund's amount.</summary>
    public const string AccountEmpty = "NOT_ENOUGH";

    /// <summary>WeChat knows the trade number with other values, or from elsewhere.</summary>
    public const string NumberUsed = "OUT_TRADE_NO_USED";

    /// <summary>The merchant asks too often. The code of an answer 429 that has none.</summary>
    public const string Limited = "FREQUENCY_LIMITED";

    public static bool IsLimit(string? code) => code is Limited or "RATELIMIT_EXCEEDED";

    /// <summary>Whether a refund waits for something that ends for all refunds at once: money, or a pause.</summary>
    public static bool IsObstacle(string? code) => code == AccountEmpty || IsLimit(code);
}
