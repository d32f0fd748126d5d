namespace FuelGrains.WebFront.Hosting;

/// <summary>
/// Caches a public list. However many ask, one read is on its way at a time, and it begins at most once a second while reads succeed. A
/// read that failed fails for all who waited for it; who asks next begins another one.
/// </summary>
internal sealed class ListCache<T>(Func<Task<ImmutableArray<T>>> read, TimeProvider time)
{
    /// <summary>The greatest age of a list.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private readonly Lock _lock = new();
    private Task<ImmutableArray<T>>? _reading;
    private long _readAt;

    public Task<ImmutableArray<T>> GetAsync(CancellationToken ct)
    {
        lock (_lock)
        {
            if (_reading is null || (_reading.IsCompleted && !IsFresh))
                (_reading, _readAt) = (read(), time.GetTimestamp());
            return _reading.WaitAsync(ct);
        }
    }

    private bool IsFresh => _reading!.IsCompletedSuccessfully && time.GetElapsedTime(_readAt) < Fresh;
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
