using System.Collections.Concurrent;

namespace FuelGrains.WebFront.Live;

/// <summary>The fencing epochs of the shards that this node hears of.</summary>
internal sealed class ShardOwners(TimeProvider time)
{
    /// <summary>Beyond this a shard is not remembered, and a change of its owner not noticed.</summary>
    private const int MaxRemembered = 100_000;

    /// <summary>A shard that was silent for longer is forgotten: its owner is asleep, and the customers have its last commits.</summary>
    private static readonly TimeSpan RememberedFor = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<(CampaignId, int), (long Epoch, long HeardAt)> _known = new();

    /// <summary>False: a later owner has spoken already.</summary>
    /// <param name="isNew">True: an earlier owner was heard before.</param>
    public bool IsCurrent(CampaignId campaign, int shard, long epoch, out bool isNew)
    {
        var known = _known.GetValueOrDefault((campaign, shard)).Epoch;
        isNew = known != 0 && epoch > known;
        if (epoch < known)
            return false;
        if (known != 0 || _known.Count < MaxRemembered)
            _known[(campaign, shard)] = (epoch, time.GetTimestamp());
        return true;
    }

    public void Evict()
    {
        foreach (var (shard, owner) in _known)
            if (time.GetElapsedTime(owner.HeardAt) > RememberedFor)
                _known.TryRemove(shard, out _);
    }
}
