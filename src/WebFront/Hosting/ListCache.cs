namespace FuelGrains.WebFront.Hosting;

/// <summary>Caches a public list, which is read at most once a second for all callers together.</summary>
internal sealed class ListCache<T>(Func<Task<ImmutableArray<T>>> read, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim _one = new(1);
    private ImmutableArray<T> _items = [];
    private long _readAt = long.MinValue;

    public async ValueTask<ImmutableArray<T>> GetAsync(CancellationToken ct)
    {
        if (IsFresh)
            return _items;
        await _one.WaitAsync(ct);
        try
        {
            if (IsFresh)
                return _items;
            _items = await read();
            _readAt = time.GetTimestamp();
            return _items;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private bool IsFresh => _readAt != long.MinValue && time.GetElapsedTime(_readAt) < Fresh;
}

internal static class ListCacheHosting
{
    public static IServiceCollection AddListCache<T>(
        this IServiceCollection services,
        Func<IGrainFactory, Task<ImmutableArray<T>>> read
    ) =>
        services.AddSingleton(provider =>
        {
            var grains = provider.GetRequiredService<IGrainFactory>();
            return new ListCache<T>(() => read(grains), provider.GetRequiredService<TimeProvider>());
        });
}
