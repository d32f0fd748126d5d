using System.Collections.Concurrent;

namespace FuelGrains.Load.Workloads.Payments;

/// <summary>The context that all customers of a workload share.</summary>
internal record RunContext(
    string Run,
    int Seed,
    PhoneClient Product,
    WeChatControl WeChat,
    RequestQueue Requests,
    WorkloadStatistics Statistics,
    TimeProvider Time
)
{
    /// <summary>The prepay_ids that were handed out: forged callbacks are about them.</summary>
    public ConcurrentQueue<string> Prepared { get; } = new();

    public Task UntilAsync(DateTimeOffset when, CancellationToken stop)
    {
        var wait = when - Time.GetUtcNow();
        return wait > TimeSpan.Zero ? Task.Delay(wait, Time, stop) : Task.CompletedTask;
    }
}

/// <summary>The context of a workload about one sale.</summary>
internal sealed record SaleRunContext(RunContext Whole, Guid Sale, BehaviourShares Shares) : RunContext(Whole)
{
    /// <summary>When customers who found everything held come again: unpaid units are back by then.</summary>
    public required DateTimeOffset SecondAttempt { get; init; }
}
