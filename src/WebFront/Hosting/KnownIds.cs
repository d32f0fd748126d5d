using System.Buffers.Binary;
using FuelGrains.WebFront.Ops;

namespace FuelGrains.WebFront.Hosting;

/// <summary>
/// Tells ids that exist from made-up ones, so that made-up ids cost no query each. It keeps the ids of a table in memory and reads them
/// again, at most once a second, when somebody asks for an id that is not among them.
/// </summary>
/// <param name="read">Reads the ids of the table, at most so many.</param>
/// <param name="most">The most ids that are kept, 16 bytes each. A larger table has ids that are not among them.</param>
internal sealed class KnownIds(Func<int, Task<ImmutableArray<Guid>>> read, int most, TimeProvider time)
{
    private const double DoubtsPerSecond = 20;
    private const int DoubtBurst = 40;

    /// <summary>Requests that wait for the next list; one more is refused.</summary>
    private const int MaxWaiting = 1_000;

    // The clocks of fronts differ, and an id is a moment older than its row.
    private static readonly TimeSpan Young = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Age = ListCache<Guid>.Fresh;

    private readonly BoundedRateLimiter _doubts = new(1, DoubtsPerSecond, DoubtBurst, time);
    private readonly ListCache<Guid> _list = new(() => read(most), time);
    private readonly Lock _lock = new();
    private ImmutableArray<Guid> _from = [];
    private volatile HashSet<Guid> _known = [];
    private int _waiting;

    /// <summary>Adds an id that was created here a moment ago.</summary>
    public void Add(Guid id)
    {
        lock (_lock)
            _known = [.. _known, id];
    }

    /// <summary>
    /// False: the id does not exist. An id that looks as if it was created a moment ago, elsewhere, may exist: a few of these a second are
    /// worth a query, all others wait for the next list.
    /// </summary>
    /// <exception cref="BusyException">The id may exist, and too many such ids are asked for.</exception>
    public async ValueTask<bool> MayExistAsync(Guid id, CancellationToken ct = default)
    {
        if (_known.Contains(id) || await IsListedAsync(id, ct))
            return true;
        if (!IsFull && !IsYoung(id))
            return false;
        return _doubts.TryAcquire(default) || await IsInNextListAsync(id, ct);
    }

    private bool IsFull => _from.Length >= most;

    private async Task<bool> IsInNextListAsync(Guid id, CancellationToken ct)
    {
        try
        {
            if (Interlocked.Increment(ref _waiting) > MaxWaiting)
                throw new BusyException();
            // By then every list was begun after this moment.
            await Task.Delay(Age, time, ct);
            if (await IsListedAsync(id, ct))
                return true;
            return IsFull ? throw new BusyException() : false;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private async Task<bool> IsListedAsync(Guid id, CancellationToken ct)
    {
        Keep(await _list.GetAsync(ct));
        return _known.Contains(id);
    }

    private void Keep(ImmutableArray<Guid> ids)
    {
        lock (_lock)
            if (ids != _from)
                (_from, _known) = (ids, [.. ids]);
    }

    // An id of version 7 begins with its time in milliseconds since 1970.
    private bool IsYoung(Guid id)
    {
        if (id.Version != 7)
            return false;
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        var createdAt = BinaryPrimitives.ReadInt64BigEndian(bytes) >> 16;
        return createdAt > (time.GetUtcNow() - Young).ToUnixTimeMilliseconds();
    }
}
