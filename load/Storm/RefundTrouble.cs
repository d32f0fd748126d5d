using FuelGrains.Load.Clients;
using FuelGrains.Load.Money;
using FuelGrains.Load.Product;

namespace FuelGrains.Load.Storm;

/// <summary>
/// Accepted is not refunded: in turn, refunds end as they should, are given up by WeChat (CLOSED: another number must take over), end as
/// they should, and fail at the payer's bank (ABNORMAL: a person must act). That person comes when the storm is over.
/// </summary>
internal static class RefundTrouble
{
    private const string Good = "SUCCESS";
    private const string Failed = "ABNORMAL";

    /// <summary>The bad turns are so short that no refund meets them with all the numbers it may use up.</summary>
    private static readonly (string Outcome, TimeSpan Lasts)[] Turns =
    [
        (Good, TimeSpan.FromSeconds(3)),
        ("CLOSED", TimeSpan.FromSeconds(2)),
        (Good, TimeSpan.FromSeconds(3)),
        (Failed, TimeSpan.FromSeconds(2)),
    ];

    public static async Task RunAsync(WeChatControl wechat, Task storm, TimeProvider time, CancellationToken stop)
    {
        for (var turn = 0; !storm.IsCompleted; turn++)
        {
            var (outcome, lasts) = Turns[turn % Turns.Length];
            await wechat.EndRefundsAsync(outcome, stop);
            await Task.WhenAny(storm, Task.Delay(lasts, time, stop));
        }
        await wechat.EndRefundsAsync(Good, stop);
    }

    /// <summary>Puts those that failed until now right in WeChat's console; answers how many.</summary>
    public static async Task<int> PutRightAsync(WeChatProcess wechat, CancellationToken stop)
    {
        var failed = (await wechat.JournalAsync(stop))
            .RefundStatus.Where(r => r.Value == Failed)
            .Select(r => r.Key)
            .ToList();
        foreach (var number in failed)
            await wechat.Control.EndRefundAsync(number, Good, stop);
        return failed.Count;
    }
}
