using System.Collections.Concurrent;
using System.Net;

namespace FuelGrains.WebFront.Ops;

/// <summary>Counts open connections, in all and by address, so that one address cannot take what all share.</summary>
/// <param name="max">The most connections in all.</param>
/// <param name="maxPerAddress">The most connections of one address (of an IPv6 /64).</param>
internal sealed class ConnectionSlots(int max, int maxPerAddress)
{
    private readonly ConcurrentDictionary<Guid, int> _open = new();
    private int _all;

    /// <summary>Takes a slot. Null: it is taken, and must be released; otherwise the refusal.</summary>
    public Problem? TryTake(IPAddress? address)
    {
        if (Interlocked.Increment(ref _all) > max)
        {
            Interlocked.Decrement(ref _all);
            return Problems.Busy;
        }
        if (_open.AddOrUpdate(RateLimits.KeyOf(address), 1, (_, open) => open + 1) <= maxPerAddress)
            return null;
        Release(address);
        return Problems.TooManyConnections;
    }

    public void Release(IPAddress? address)
    {
        Interlocked.Decrement(ref _all);
        var key = RateLimits.KeyOf(address);
        // The last one takes the entry away, unless another has come meanwhile.
        if (_open.AddOrUpdate(key, 0, (_, open) => open - 1) == 0)
            _open.TryRemove(KeyValuePair.Create(key, 0));
    }
}
