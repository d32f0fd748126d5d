namespace FuelGrains.Load.Workloads.Payments;

/// <summary>
/// Waits for a bounded time until nothing waits any more. A refund whose number WeChat took under faults may end ABNORMAL long after: the
/// person who puts those right comes at every poll.
/// </summary>
internal sealed class Quiesce(Store store, WeChatProcess wechat, TimeProvider time)
{
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(500);

    private IReadOnlyList<WaitingRow> _waiting = [];

    /// <summary>Refunds that ended ABNORMAL and that the person put right.</summary>
    public int PutRight { get; private set; }

    public string Left => string.Join(", ", _waiting.Where(w => w.Count > 0).Select(w => $"{w.What} {w.Count:N0}"));

    /// <summary>Returns how long it took; null when the time ran out first.</summary>
    public async Task<TimeSpan?> RunAsync(TimeSpan within, CancellationToken stop)
    {
        var started = time.GetTimestamp();
        await using var progress = Progress.Show(() => $"  waiting: {(Left.Length == 0 ? "nothing" : Left)}", time);
        return await time.UntilAsync(PollEvery, within, NothingWaitsAsync, stop) ? time.GetElapsedTime(started) : null;

        async Task<bool> NothingWaitsAsync()
        {
            var atWeChat = await wechat.Control.DrainAsync(PollEvery, stop);
            _waiting = [.. await WaitingRow.ReadAsync(store, stop), new("callbacks and refunds at WeChat", atWeChat)];
            if (_waiting.Any(w => w is { What: WaitingRow.WaitsForAPerson, Count: > 0 }))
                PutRight += await RefundFaults.PutRightAsync(wechat, stop);
            return _waiting.All(w => w.Count == 0);
        }
    }
}
