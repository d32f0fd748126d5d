using System.Collections.Concurrent;

namespace FuelGrains.Load.Workloads.Payments;

/// <summary>The context that all customers of a workload share.</summary>
internal record RunContext(
    RunFixture Fixture,
    string Run,
    int Seed,
    IReadOnlyList<Customer> Customers,
    Merchant Merchant,
    RequestQueue Requests,
    CouponShare Coupons,
    TimeProvider Time
)
{
    /// <summary>The prepay_ids that were handed out: forged callbacks are about them.</summary>
    public ConcurrentQueue<string> Prepared { get; } = new();
    public PhoneClient Product => Fixture.Phones;
    public WeChatControl WeChat => Fixture.WeChat!.Control;
    public WorkloadStatistics Statistics => Requests.Statistics;
}

/// <summary>The context of a workload about one sale.</summary>
/// <param name="SecondAttempt">When customers who found everything held come again: unpaid units are back by then.</param>
internal sealed record SaleRunContext(RunContext Whole, Guid Sale, Shares Shares, DateTimeOffset SecondAttempt)
    : RunContext(Whole)
{
    /// <summary>The returns of customers who paid; null when they believe the phone and do not come back.</summary>
    public Returns? Returns { get; init; }
}
