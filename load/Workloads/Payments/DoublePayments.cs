namespace FuelGrains.Load.Workloads.Payments;

/// <summary>
/// Pays second numbers: a prepay that timed out after its work is asked for again and answered "used", and the order then has two numbers
/// that can be paid. A second phone pays the other number as well, and that payment is a double.
/// </summary>
internal static class DoublePayments
{
    public static async Task<int> PayAsync(WeChatProcess wechat, CancellationToken stop)
    {
        var journal = await wechat.JournalAsync(stop);
        var paid = journal.Payments.Select(p => p.OutTradeNo).ToHashSet();
        // Each customer of the workload has one order.
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
