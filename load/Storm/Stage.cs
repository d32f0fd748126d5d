using System.Collections.Concurrent;
using FuelGrains.Load.Clients;

namespace FuelGrains.Load.Storm;

/// <summary>What all customers of a storm share.</summary>
internal record Stage(
    string Run,
    int Seed,
    MoneyClient Product,
    WeChatControl WeChat,
    Phones Phones,
    StormTally Tally,
    TimeProvider Time
)
{
    /// <summary>prepay_ids that were handed out, for those who forge callbacks about them.</summary>
    public ConcurrentQueue<string> Prepared { get; } = new();

    public Task UntilAsync(DateTimeOffset when, CancellationToken stop)
    {
        var wait = when - Time.GetUtcNow();
        return wait > TimeSpan.Zero ? Task.Delay(wait, Time, stop) : Task.CompletedTask;
    }
}

/// <summary>A storm about one sale.</summary>
internal sealed record SaleStage(Stage Whole, Guid Sale, Shares Shares) : Stage(Whole)
{
    /// <summary>When those who found everything held come again: what was not paid for is back by then.</summary>
    public required DateTimeOffset SecondRush { get; init; }
}
