namespace FuelGrains.Grains.Orders.Shipping;

/// <summary>
/// Keeps WeChat's answer whether it manages the mini-program's shipping. "No" from before a payment says nothing about that payment: the
/// mini-program may have become managed in between.
/// </summary>
public sealed class TradeManagement(IWeChatShipping weChat, TimeProvider time)
{
    /// <summary>A managed mini-program stays so; a report too many does no harm.</summary>
    private static readonly TimeSpan YesCounts = TimeSpan.FromDays(1);

    private static readonly TimeSpan NoCounts = TimeSpan.FromHours(1);

    private volatile Answer? _last;

    /// <param name="since">When the payment in question was made.</param>
    public async Task<TradeManaged> AskAsync(string accessToken, DateTimeOffset since, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (_last is { } last && last.CountsFor(since, now))
            return last.Managed ? TradeManaged.Yes : TradeManaged.No;
        var managed = await weChat.IsTradeManagedAsync(accessToken, ct);
        if (managed is TradeManaged.Yes or TradeManaged.No)
            _last = new(managed == TradeManaged.Yes, now);
        return managed;
    }

    private sealed record Answer(bool Managed, DateTimeOffset At)
    {
        public bool CountsFor(DateTimeOffset since, DateTimeOffset now) =>
            Managed ? now - At < YesCounts : At >= since && now - At < NoCounts;
    }
}
