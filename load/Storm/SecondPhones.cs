using FuelGrains.Load.Clients;
using FuelGrains.Load.Money;
using FuelGrains.Load.Product;

namespace FuelGrains.Load.Storm;

/// <summary>
/// A prepay that timed out after its work, asked for again and answered "used": the order then has two numbers that can be paid. Somebody
/// with a second phone pays the other one as well, and that money is a double.
/// </summary>
internal static class SecondPhones
{
    public static async Task<int> PayAsync(WeChatProcess wechat, CancellationToken stop)
    {
        var journal = await wechat.JournalAsync(stop);
        var paid = journal.Payments.Select(p => p.OutTradeNo).ToHashSet();
        // A customer of a storm has one order.
        var others = journal
            .Prepays.Where(p => p.OpenId != Prepay.Nobody)
            .GroupBy(p => p.OpenId)
            .Where(c => c.Count() > 1)
            .SelectMany(c => c)
            .Where(p => !paid.Contains(p.OutTradeNo))
            .ToList();
        foreach (var other in others)
            await wechat.Control.PayAsync(new(other.PrepayId, Force: true), stop);
        return others.Count;
    }
}
