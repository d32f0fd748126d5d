namespace FuelGrains.WeChatSimulator.Orders;

/// <summary>
/// The merchant's troubles at WeChat: the account's balance, and trade numbers that WeChat knows from elsewhere. Callers hold the lock of
/// the <see cref="TradeBook"/>.
/// </summary>
internal sealed class MerchantAccount
{
    private readonly HashSet<string> _used = [];

    /// <summary>The sum that refunds may take; null for an account that is never empty. Payments do not raise it.</summary>
    public long? BalanceFen { get; set; }

    /// <summary>How many of the numbers that are prepared next are used already.</summary>
    public int UseNext { get; set; }

    /// <summary>Takes a refund's amount. False: the account has less.</summary>
    public bool TryTake(long fen)
    {
        if (BalanceFen < fen)
            return false;
        BalanceFen -= fen;
        return true;
    }

    /// <summary>Whether WeChat knows this new number from elsewhere; it stays so for ever.</summary>
    public bool IsUsed(string outTradeNo)
    {
        if (UseNext <= 0 || _used.Contains(outTradeNo))
            return _used.Contains(outTradeNo);
        UseNext--;
        return _used.Add(outTradeNo);
    }
}
