using System.Collections.Concurrent;
using FuelGrains.WebFront.Campaigns;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace FuelGrains.WebFront.Live;

/// <summary>Asks a client to read a snapshot after a delay, which the client keeps.</summary>
internal sealed class ResyncMessage
{
    public static readonly ResyncMessage Now = new(TimeSpan.Zero);

    public ResyncMessage(TimeSpan delay) =>
        Serialized = new(new InvocationMessage("resync", [new LiveResync(LiveTopic.Me, (int)delay.TotalMilliseconds)]));

    public SerializedHubMessage Serialized { get; }

    /// <summary>Messages whose delays are spread over a time, from nothing on.</summary>
    public static ResyncMessage[] Spread(TimeSpan over, int count) =>
        [.. Enumerable.Range(0, count).Select(i => new ResyncMessage(over * ((double)i / count)))];
}

/// <summary>
/// Finds the customers whose own orders may have changed unheard, and asks them for a snapshot: after a shard's owner changed those who
/// have an order in that shard, and after this node was not listed all of its own. However many shards move, a customer is asked once in
/// <see cref="Gather"/>, and all customers together read at a bounded rate.
/// </summary>
internal sealed partial class Resyncs(
    IGrainFactory grains,
    MeTopics me,
    CampaignCache campaigns,
    TimeProvider time,
    ILogger<Resyncs> log
)
{
    /// <summary>Shards that move within this time are one occasion: a restock moves all of a sale.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(300);

    /// <summary>The snapshots a second that one node asks for.</summary>
    private const int SnapshotsPerSecond = 2_500;

    /// <summary>Delays that share a message; more of them spread no better.</summary>
    private const int MaxDelays = 64;

    /// <summary>Shards whose buyers are unknown yet; beyond this everybody is asked.</summary>
    private const int MaxMoved = 10_000;
    private const int FiltersAtOnce = 16;

    private readonly ConcurrentDictionary<(CampaignId Campaign, int Shard), bool> _moved = new();
    private int _everybody;
    private int _running;

    /// <summary>This node, as shards know it.</summary>
    public Func<IWebNode> Self { get; set; } = () => throw new InvalidOperationException("The node has not started.");

    /// <summary>Another owner commits for the shard: the last commits of the one before may be missing here.</summary>
    public void OwnerChanged(CampaignId campaign, int shard)
    {
        if (_moved.Count < MaxMoved)
            _moved.TryAdd((campaign, shard), true);
        else
            Volatile.Write(ref _everybody, 1);
        Start();
    }

    /// <summary>Commits may have gone past this node.</summary>
    public void Everybody()
    {
        Volatile.Write(ref _everybody, 1);
        Start();
    }

    private void Start()
    {
        if (Interlocked.Exchange(ref _running, 1) == 0)
            _ = Task.Run(RunAsync);
    }

    private async Task RunAsync()
    {
        await Task.Delay(Gather, time, CancellationToken.None);
        Volatile.Write(ref _running, 0);
        var everybody = Interlocked.Exchange(ref _everybody, 0) == 1;
        var filters = new ConcurrentBag<ImmutableArray<ulong>>();
        var moved = _moved.Keys.ToArray();
        foreach (var shard in moved)
            _moved.TryRemove(shard, out _);
        await Parallel.ForEachAsync(
            everybody ? [] : moved,
            new ParallelOptions { MaxDegreeOfParallelism = FiltersAtOnce },
            async (shard, _) =>
            {
                if (await BuyersAsync(shard.Campaign, shard.Shard) is { } filter)
                    filters.Add(filter);
                else
                    OwnerChanged(shard.Campaign, shard.Shard);
            }
        );
        Ask([.. me.Customers.Where(customer => everybody || MayHaveBought(filters, customer))]);
    }

    /// <summary>The new owner's filter: this node's may lack just those buyers whose commits it missed. Null: no answer.</summary>
    private async Task<ImmutableArray<ulong>?> BuyersAsync(CampaignId campaign, int shard)
    {
        try
        {
            var grain = grains.GetGrain<IStockShardGrain>(new StockShardKey(campaign, shard).ToString());
            if (await grain.AttachGateAsync(Self(), known: default) is not { } gate)
                return ImmutableArray<ulong>.Empty;
            if (campaigns.Known(campaign) is { } known && shard < known.Shards.Length)
                known.Shards[shard].Gate.Attach(gate);
            return gate.Filter;
        }
#pragma warning disable CA1031 // asked again with the next occasion, which this one begins
        catch (Exception away)
        {
            LogUnknown(log, shard, campaign, away.Message);
            return null;
        }
#pragma warning restore CA1031
    }

    private void Ask(CustomerId[] customers)
    {
        if (customers.Length == 0)
            return;
        var messages = ResyncMessage.Spread(
            TimeSpan.FromSeconds((double)customers.Length / SnapshotsPerSecond),
            Math.Min(customers.Length, MaxDelays)
        );
        foreach (var customer in customers)
            me.Resync(customer, messages[Random.Shared.Next(messages.Length)]);
    }

    private static bool MayHaveBought(IEnumerable<ImmutableArray<ulong>> filters, CustomerId customer)
    {
        var hash = BuyerFilter.Hash(customer);
        return filters.Any(filter => filter.Length > 0 && BuyerFilter.MayContain(filter.AsSpan(), hash));
    }

    [LoggerMessage(
        1,
        LogLevel.Warning,
        "The buyers of shard {Shard} of campaign {Campaign} are not known yet and will be asked for again: {Reason}"
    )]
    private static partial void LogUnknown(ILogger log, int shard, CampaignId campaign, string reason);
}
