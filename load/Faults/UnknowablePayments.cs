namespace FuelGrains.Load.Faults;

/// <summary>
/// Payments for a number that WeChat had closed, or that nobody ever prepared, and whose every callback was lost: no query can find them,
/// only WeChat's bill. The real WeChat does not take such money and loses no callback for a whole day, so the callback is sent once more.
/// </summary>
internal static class UnknowablePayments
{
    public static async Task<int> ResendAsync(WeChatProcess wechat, CancellationToken stop)
    {
        var journal = await wechat.JournalAsync(stop);
        var lost = journal.Notifies.Where(n => n is { About: "pay", Status: -2 }).Select(n => n.Number).ToHashSet();
        var orphans = journal.Prepays.Where(p => p.OpenId == Prepay.Nobody).Select(p => p.OutTradeNo).ToHashSet();
        var unknowable = journal
            .Payments.Select(p => p.OutTradeNo)
            .Where(n => lost.Contains(n) && (journal.Closed.Contains(n) || orphans.Contains(n)))
            .ToList();
        foreach (var number in unknowable)
            await wechat.Control.ResendAsync(number, stop);
        return unknowable.Count;
    }
}
