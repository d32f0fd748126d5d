using System.Collections.Concurrent;
using FuelGrains.WebFront.Hosting;
using Microsoft.Extensions.Caching.Memory;

namespace FuelGrains.WebFront.Live;

/// <summary>The topics of one kind that this node caches, up to a limit. An idle topic is evicted, and makes room when it must.</summary>
/// <param name="capacity">The limit of cached topics.</param>
/// <param name="evictAfter">A topic is evicted when it was idle for longer than this.</param>
internal abstract class TopicRegistry<TKey, TTopic, TUpdate>(int capacity, TimeSpan evictAfter)
    where TKey : notnull
    where TTopic : CachedTopic<TUpdate>
    where TUpdate : class
{
    private const int MaxAttempts = 3;

    private readonly ConcurrentDictionary<TKey, TTopic> _topics = new();
    private readonly Lock _adding = new();

    public IEnumerable<TTopic> Topics => _topics.Values;

    /// <summary>The topic if it is cached; a look-up is never made.</summary>
    public TTopic? Known(TKey key) => _topics.GetValueOrDefault(key);

    public void Evict()
    {
        foreach (var (key, topic) in _topics)
            if (topic.Idle > evictAfter)
                TryDrop(key, topic);
    }

    /// <summary>
    /// The cached topic, or the given one after adding it. A full cache drops a topic that nobody watches: one that is over before all
    /// others, and of these the idlest. Null: all topics are watched.
    /// </summary>
    protected TTopic? GetOrAdd(TKey key, TTopic fresh)
    {
        if (Known(key) is { } known)
            return known;
        lock (_adding)
            return _topics.Count < capacity || TryMakeRoom() ? _topics.GetOrAdd(key, fresh) : Known(key);
    }

    private bool TryMakeRoom()
    {
        // Another caller may begin to watch the one that was chosen.
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var unwatched = _topics
                .Where(entry => entry.Value.Viewers.Count == 0)
                .Select(entry => (entry.Key, Topic: entry.Value));
            if (unwatched.Cast<(TKey Key, TTopic Topic)?>().MaxBy(Rank) is not { } chosen)
                return false;
            if (TryDrop(chosen.Key, chosen.Topic))
                return true;
        }
        return false;
    }

    private static (bool, TimeSpan) Rank((TKey Key, TTopic Topic)? entry) =>
        (entry!.Value.Topic.IsOver, entry.Value.Topic.Idle);

    private bool TryDrop(TKey key, TTopic topic) => topic.Viewers.TryRetire() && _topics.TryRemove(new(key, topic));
}

/// <summary>
/// A registry that looks an unknown key up in a directory, never by waking the grain of that key, and remembers for a second that a
/// key does not exist.
/// </summary>
internal abstract class TopicCache<TKey, TTopic, TUpdate> : TopicRegistry<TKey, TTopic, TUpdate>, IDisposable
    where TKey : notnull
    where TTopic : CachedTopic<TUpdate>
    where TUpdate : class
{
    private const int MaxUnknownRemembered = 10_000;
    private static readonly TimeSpan UnknownFor = TimeSpan.FromSeconds(1);

    // A crowd that comes to a new topic costs one look-up.
    private readonly SharedReads<TKey, TTopic?> _loading;
    private readonly MemoryCache _unknown = new(new MemoryCacheOptions { SizeLimit = MaxUnknownRemembered });

    protected TopicCache(int capacity)
        : base(capacity, evictAfter: TimeSpan.FromMinutes(10)) => _loading = new(AddAsync);

    /// <summary>Subscribes this node to a topic's updates; the node sets this function.</summary>
    public Func<TTopic, Task> Attach { get; set; } = _ => Task.CompletedTask;

    /// <summary>
    /// The topic of a key; null when there is none. While all cached topics are watched, a further one is read for this caller alone: it
    /// takes no viewers.
    /// </summary>
    public ValueTask<TTopic?> FindAsync(TKey key)
    {
        if (Known(key) is not { } known)
            return LookUpAsync(key);
        known.Touch();
        return known.IsOver ? RefreshedAsync(known) : ValueTask.FromResult<TTopic?>(known);
    }

    public void Dispose() => _unknown.Dispose();

    /// <summary>Reads the topic from its directory; null when there is none.</summary>
    protected abstract Task<TTopic?> LoadAsync(TKey key);

    /// <summary>Called once for each topic that comes into the cache.</summary>
    protected virtual Task OnAddedAsync(TTopic topic) => Task.CompletedTask;

    /// <summary>Reads a topic again that is over, and so has no live updates.</summary>
    protected virtual Task RefreshAsync(TTopic topic) => Task.CompletedTask;

    private async ValueTask<TTopic?> RefreshedAsync(TTopic topic)
    {
        await RefreshAsync(topic);
        return topic;
    }

    private ValueTask<TTopic?> LookUpAsync(TKey key) =>
        _unknown.TryGetValue(key, out _) ? ValueTask.FromResult<TTopic?>(null) : new(_loading.GetAsync(key));

    private async Task<TTopic?> AddAsync(TKey key)
    {
        if (await LoadAsync(key) is not { } fresh)
        {
            var options = new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = UnknownFor };
            _unknown.Set(key, true, options);
            return null;
        }
        var topic = GetOrAdd(key, fresh);
        if (topic == fresh)
            await OnAddedAsync(topic);
        if (topic is null)
            fresh.Viewers.TryRetire();
        return topic ?? fresh;
    }
}
