using System.Collections.Concurrent;
using FuelGrains.Load.Clients;

namespace FuelGrains.Load.Storm;

/// <summary>What all customers of a storm share.</summary>
internal sealed record Stage(
    Guid Sale, string Run, int Seed, Shares Shares, MoneyClient Product, WeChatControl WeChat, Phones Phones, StormTally Tally, TimeProvider Time)
{
    /// <summary>When those who found everything held come again: what was not paid for is back by then.</summary>
    public required DateTimeOffset SecondRush { get; init; }

    /// <summary>prepay_ids that were handed out, for those who forge callbacks about them.</summary>
    public ConcurrentQueue<string> Prepared { get; } = new();
}
