namespace FuelGrains.Grains.Campaigns.Stock;

/// <summary>
/// Gets units from sibling shards. A donor gives, nobody takes: the asked shard lowers its own allotment and raises the
/// asker's in a batch under its own fencing epoch; the asker then reads its row again. The siblings' answer is believed for a
/// moment, so that a rush on an empty shard asks them a few times a second, not once a request.
/// </summary>
internal sealed class ShardLoans(StockShard shard, IStockTable table, IGrainFactory grains, TimeProvider time)
{
    private const int LeastAsked = 32;
    private static readonly TimeSpan Believed = TimeSpan.FromMilliseconds(200);

    private Task<bool>? _borrowing;
    private long _driedUpAt = long.MinValue;
    private DateTimeOffset? _siblingsFirstReturn;

    /// <summary>The siblings had nothing to give a moment ago.</summary>
    public bool IsDry => _driedUpAt != long.MinValue && time.GetElapsedTime(_driedUpAt) < Believed;

    /// <summary>Asks the siblings; requests that wait share one round of questions. False: another owner has this shard.</summary>
    public Task<bool> BorrowAsync(long wanted)
    {
        if (IsDry)
            return Task.FromResult(true);
        if (_borrowing is null or { IsCompleted: true })
            _borrowing = QueryAsync(Math.Max(wanted, LeastAsked));
        return _borrowing;
    }

    /// <summary>True for a refusal that a sibling's units may turn into an order.</summary>
    public static bool MayHelp(HoldOutcome refusal) =>
        refusal is HoldOutcome.AllHeld or HoldOutcome.SoldOut or HoldOutcome.NotEnough;

    /// <summary>A shard's refusal, seen from the whole campaign: sold out only when no sibling holds anything either.</summary>
    public HoldReply Evaluate(HoldReply refusal) =>
        refusal.Outcome == HoldOutcome.SoldOut && _siblingsFirstReturn is { } at
            ? new(HoldOutcome.AllHeld, FirstReturnAt: at)
        : refusal.Outcome == HoldOutcome.AllHeld && _siblingsFirstReturn < refusal.FirstReturnAt
            ? refusal with
            {
                FirstReturnAt = _siblingsFirstReturn,
            }
        : refusal;

    /// <summary>The same for the gate, which must not refuse before the siblings were asked.</summary>
    public (GateState State, DateTimeOffset? FirstReturnAt) Evaluate(
        (GateState State, DateTimeOffset? FirstReturnAt) gate
    ) =>
        gate.State is not (GateState.AllHeld or GateState.SoldOut) ? gate
        : !IsDry ? (GateState.Open, null)
        : gate.State == GateState.SoldOut && _siblingsFirstReturn is { } at ? (GateState.AllHeld, at)
        : gate;

    private async Task<bool> QueryAsync(long wanted)
    {
        DateTimeOffset? first = null;
        for (var i = 1; i < shard.Terms.Shards; i++)
        {
            var sibling = shard.Key with { Shard = (shard.Key.Shard + i) % shard.Terms.Shards };
            var reply = await grains.GetGrain<IStockShardGrain>(sibling.ToString()).GiveAsync(shard.Key.Shard, wanted);
            if (reply.FirstReturnAt is { } at && (first is null || at < first))
                first = at;
            if (reply.Units == 0)
                continue;
            if (await table.ReadCountersAsync(shard.Key, shard.Epoch, CancellationToken.None) is not { } counters)
                return false;
            shard.Borrowed(counters, reply.Kept, time.GetUtcNow());
            return true;
        }
        (_driedUpAt, _siblingsFirstReturn) = (time.GetTimestamp(), first);
        return true;
    }
}
