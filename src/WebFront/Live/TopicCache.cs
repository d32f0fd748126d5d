using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Memory;

namespace FuelGrains.WebFront.Live;

/// <summary>The topics of one kind that this node caches, up to a limit. An idle topic is evicted.</summary>
/// <param name="capacity">The limit of cached topics.</param>
/// <param name="evictAfter">A topic is evicted when it was idle for longer than this.</param>
internal abstract class TopicRegistry<TKey, TTopic, TUpdate>(int capacity, TimeSpan evictAfter)
    where TKey : notnull
    where TTopic : CachedTopic<TUpdate>
    where TUpdate : class
{
    private readonly ConcurrentDictionary<TKey, TTopic> _topics = new();

    public IEnumerable<TTopic> Topics => _topics.Values;

    /// <summary>The topic if it is cached; a look-up is never made.</summary>
    public TTopic? Known(TKey key) => _topics.GetValueOrDefault(key);

    public void Evict()
    {
        foreach (var (key, topic) in _topics)
            if (topic.Idle > evictAfter)
                _topics.TryRemove(key, out _);
    }

    /// <summary>The cached topic, or the given one after adding it. Null: the limit is reached.</summary>
    protected TTopic? GetOrAdd(TKey key, TTopic fresh) =>
        _topics.Count < capacity ? _topics.GetOrAdd(key, fresh) : Known(key);
}

/// <summary>
/// A registry that looks an unknown key up in a directory, never by waking the grain of that key, and remembers for a second that a
/// key does not exist.
/// </summary>
internal abstract class TopicCache<TKey, TTopic, TUpdate>(int capacity)
    : TopicRegistry<TKey, TTopic, TUpdate>(capacity, evictAfter: TimeSpan.FromMinutes(10)),
        IDisposable
    where TKey : notnull
    where TTopic : CachedTopic<TUpdate>
    where TUpdate : class
{
    private const int MaxUnknownRemembered = 10_000;
    private static readonly TimeSpan UnknownFor = TimeSpan.FromSeconds(1);

    private readonly MemoryCache _unknown = new(new MemoryCacheOptions { SizeLimit = MaxUnknownRemembered });

    /// <summary>Subscribes this node to a topic's updates; the node sets this function.</summary>
    public Func<TTopic, Task> Attach { get; set; } = _ => Task.CompletedTask;

    /// <summary>The topic of a key; null when there is none. Beyond the limit a topic is served without being cached.</summary>
    public ValueTask<TTopic?> FindAsync(TKey key)
    {
        if (Known(key) is not { } known)
            return LookUpAsync(key);
        known.Touch();
        return ValueTask.FromResult<TTopic?>(known);
    }

    public void Dispose() => _unknown.Dispose();

    /// <summary>Reads the topic from its directory; null when there is none.</summary>
    protected abstract Task<TTopic?> LoadAsync(TKey key);

    /// <summary>Called once for each topic that comes into the cache.</summary>
    protected virtual Task OnAddedAsync(TTopic topic) => Task.CompletedTask;

    private async ValueTask<TTopic?> LookUpAsync(TKey key)
    {
        if (_unknown.TryGetValue(key, out _))
            return null;
        if (await LoadAsync(key) is not { } fresh)
        {
            var options = new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = UnknownFor };
            _unknown.Set(key, true, options);
            return null;
        }
        var topic = GetOrAdd(key, fresh);
        if (topic == fresh)
            await OnAddedAsync(topic);
        return topic ?? fresh;
    }
}
