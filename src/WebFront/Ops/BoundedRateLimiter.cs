using System.Runtime.InteropServices;

namespace FuelGrains.WebFront.Ops;

/// <summary>
/// A token bucket for each of very many keys in a fixed amount of memory (the generic cell rate algorithm: one time a
/// key). Keys share sets of four; in a full set the longest idle one is forgotten, which only gives it a fresh bucket.
/// The framework's partitioned limiter keeps an object and a timer's attention for every key it has met.
/// </summary>
public sealed class BoundedRateLimiter
{
    private const int Ways = 4;
    private readonly Entry[] _entries;
    private readonly Lock[] _locks;
    private readonly int _sets;
    private readonly long _cost;
    private readonly long _depth;
    private readonly TimeProvider _time;

    /// <param name="capacity">Keys remembered, rounded up to a power of two; 32 bytes each.</param>
    public BoundedRateLimiter(int capacity, double perSecond, int burst, TimeProvider time)
    {
        _sets = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(capacity / Ways, 1));
        _entries = new Entry[_sets * Ways];
        _locks = new Lock[Math.Min(_sets, 1024)];
        for (var i = 0; i < _locks.Length; i++)
            _locks[i] = new Lock();
        _time = time;
        _cost = (long)(time.TimestampFrequency / perSecond);
        _depth = _cost * burst;
    }

    public bool TryAcquire(Guid key) => Ask(key, take: true);

    /// <summary>Whether <see cref="TryAcquire"/> would succeed now; takes nothing.</summary>
    public bool HasRoom(Guid key) => Ask(key, take: false);

    private bool Ask(Guid key, bool take)
    {
        // 0 marks an empty entry.
        var wide = MemoryMarshal.Cast<Guid, UInt128>(new ReadOnlySpan<Guid>(in key))[0] | 1;
        var set = key.GetHashCode() & (_sets - 1);
        var now = _time.GetTimestamp();
        lock (_locks[set & (_locks.Length - 1)])
        {
            ref var entry = ref Find(_entries.AsSpan(set * Ways, Ways), wide);
            var next = Math.Max(entry.Key == wide ? entry.FullAt : now, now) + _cost;
            if (next - now > _depth)
                return false;
            if (take)
                entry = new() { Key = wide, FullAt = next };
            return true;
        }
    }

    private static ref Entry Find(Span<Entry> set, UInt128 key)
    {
        var victim = 0;
        for (var i = 0; i < set.Length; i++)
        {
            if (set[i].Key == key)
                return ref set[i];
            if (set[i].FullAt < set[victim].FullAt)
                victim = i;
        }
        return ref set[victim];
    }

    private struct Entry
    {
        public UInt128 Key;

        /// <summary>The time at which the bucket is full again.</summary>
        public long FullAt;
    }
}
