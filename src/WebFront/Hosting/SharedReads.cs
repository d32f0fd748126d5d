using System.Collections.Concurrent;

namespace FuelGrains.WebFront.Hosting;

/// <summary>Reads a key once for all who ask at the same time: a caller waits for the read that is on its way.</summary>
internal sealed class SharedReads<TKey, TValue>(Func<TKey, Task<TValue>> read)
    where TKey : notnull
{
    // As many as there are keys being read, each by a caller who waits.
    private readonly ConcurrentDictionary<TKey, Lazy<Task<TValue>>> _reading = new();

    public async Task<TValue> GetAsync(TKey key)
    {
        var reading = _reading.GetOrAdd(key, static (key, read) => new(() => read(key)), read);
        try
        {
            return await reading.Value;
        }
        finally
        {
            _reading.TryRemove(new(key, reading));
        }
    }
}
