using FuelGrains.Load.Clients;
using FuelGrains.Load.Money;
using FuelGrains.Load.Product;

namespace FuelGrains.Load.Storm;

/// <summary>
/// Money for a number that WeChat had closed, or that nobody ever prepared, and whose every callback was lost: no query can find it, only
/// WeChat's bill. The real one does not take such money and loses no callback for a whole day; so it is told once more.
/// </summary>
internal static class LostForGood
{
    public static async Task<int> TellAgainAsync(WeChatProcess wechat, CancellationToken stop)
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
