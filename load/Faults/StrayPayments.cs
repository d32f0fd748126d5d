namespace FuelGrains.Load.Faults;

/// <summary>Payments that the product cannot foresee, made and told by WeChat's journal.</summary>
internal static class StrayPayments
{
    /// <summary>
    /// Pays second numbers: a prepay that timed out after its work is asked for again and answered "used", and the order then has two
    /// numbers that can be paid. A second phone pays the other number as well, and that payment is a double.
    /// </summary>
    public static async Task<int> PayDoublesAsync(WeChatProcess wechat, CancellationToken stop)
    {
        var journal = await wechat.JournalAsync(stop);
        var paid = journal.Payments.Select(p => p.OutTradeNo).ToHashSet();
        // Each customer of the workload has one order.
        var customers = journal.Prepays.Where(p => p.OpenId != Prepay.Nobody).GroupBy(p => p.OpenId);
        var others = customers
            .Where(c => c.Count() > 1)
            .SelectMany(c => c)
            .Where(p => !paid.Contains(p.OutTradeNo))
            .ToList();
        foreach (var other in others)
            await wechat.Control.PayAsync(new(other.PrepayId, Force: true), stop);
        return others.Count;
    }

    /// <summary>
    /// Payments for a number that WeChat had closed, or that nobody ever prepared, and whose every callback was lost: no query can find
    /// them, only WeChat's bill. The real WeChat does not take such money and loses no callback for a whole day, so the callback is sent
    /// once more.
    /// </summary>
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
