using System.Globalization;
using FuelGrains.Load.Checks;
using FuelGrains.Load.Clients;
using FuelGrains.Load.Product;
using FuelGrains.Load.Reports;

namespace FuelGrains.Load.Storm;

/// <summary>
/// After the storm: waits until nothing waits any more, for a bounded time. A refund whose number WeChat took in the storm may end ABNORMAL
/// long after it: the person who puts those right comes at every look.
/// </summary>
internal sealed class Drain(Store store, WeChatProcess wechat, TimeProvider time)
{
    private const string ForAPerson = "refunds that wait for a person";

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    // What ends only by a decision (dead letters, frozen money and its order) does not end by waiting.
    private const string Waiting = $"""
        SELECT 'effects', count(*) FROM outbox WHERE state = 0
        UNION ALL SELECT 'open teams', count(*) FROM teams WHERE status = 0
        UNION ALL SELECT 'payments', count(*) FROM payments WHERE state IN (0, 1)
        UNION ALL SELECT 'refunds', count(*) FROM refunds WHERE state IN (1, 2)
        UNION ALL SELECT '{ForAPerson}', count(*) FROM refunds WHERE state = 4
        UNION ALL SELECT 'attempts', count(*) FROM pay_attempts a WHERE a.state = 0
            AND NOT EXISTS (SELECT 1 FROM pay_attempts f JOIN payments p ON p.out_trade_no = f.out_trade_no WHERE f.order_id = a.order_id AND p.state = 4)
        UNION ALL SELECT 'orders', count(*) FROM orders o WHERE o.status IN (0, 1, 2, 5)
            AND NOT EXISTS (SELECT 1 FROM pay_attempts f JOIN payments p ON p.out_trade_no = f.out_trade_no WHERE f.order_id = o.id AND p.state = 4)
        """;

    private IReadOnlyList<(string What, long Count)> left = [];
    private int atWeChat;

    /// <summary>Refunds that ended ABNORMAL and that the person put right.</summary>
    public int PutRight { get; private set; }

    public string Left =>
        string.Join(
            ", ",
            left.Append(("callbacks and refunds at WeChat", atWeChat))
                .Where(l => l.Item2 > 0)
                .Select(l => string.Create(CultureInfo.InvariantCulture, $"{l.Item1} {l.Item2:N0}"))
        );

    /// <summary>How long it took; null when the time ran out first.</summary>
    public async Task<TimeSpan?> RunAsync(TimeSpan within, CancellationToken stop)
    {
        var started = time.GetTimestamp();
        await using var progress = Progress.Show(() => $"  waiting: {(Left.Length == 0 ? "nothing" : Left)}", time);
        while (true)
        {
            atWeChat = await wechat.Control.DrainAsync(LookEvery, stop);
            left = await CountAsync(stop);
            if (left.Any(l => l is { What: ForAPerson, Count: > 0 }))
                PutRight += await RefundTrouble.PutRightAsync(wechat, stop);
            if (atWeChat == 0 && left.All(l => l.Count == 0))
                return time.GetElapsedTime(started);
            if (time.GetElapsedTime(started) > within)
                return null;
            await Task.Delay(LookEvery, time, stop);
        }
    }

    private async Task<IReadOnlyList<(string What, long Count)>> CountAsync(CancellationToken stop)
    {
        await using var read = await LedgerRead.OpenAsync(store, stop);
        return await read.ListAsync(Waiting, row => (row.GetString(0), row.GetInt64(1)), stop);
    }
}
