namespace FuelGrains.Load.Faults;

/// <summary>
/// Refunds that WeChat accepted end differently in turn: they succeed, are given up (CLOSED: another number must take over), succeed, and
/// fail at the payer's bank (ABNORMAL: a person must act). That person comes after the workload.
/// </summary>
internal static class RefundFaults
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

    public static async Task RunAsync(RunContext context, Task workload, CancellationToken stop)
    {
        for (var turn = 0; !workload.IsCompleted; turn++)
        {
            var (outcome, lasts) = Turns[turn % Turns.Length];
            await context.WeChat.EndRefundsAsync(outcome, stop);
            await Task.WhenAny(workload, Task.Delay(lasts, context.Time, stop));
        }
        await context.WeChat.EndRefundsAsync(Good, stop);
    }

    /// <summary>Puts the refunds that failed until now right, as a person does in WeChat's console; returns how many.</summary>
    public static async Task<int> PutRightAsync(WeChatProcess wechat, CancellationToken stop)
    {
        var journal = await wechat.JournalAsync(stop);
        var failed = journal.RefundStatus.Where(r => r.Value == Failed).Select(r => r.Key).ToList();
        foreach (var number in failed)
            await wechat.Control.EndRefundAsync(number, Good, stop);
        return failed.Count;
    }
}
