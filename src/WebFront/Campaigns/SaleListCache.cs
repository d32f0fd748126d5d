namespace FuelGrains.WebFront.Campaigns;

/// <summary>The public list, read from the directory at most once a second for everybody together.</summary>
internal sealed class SaleListCache(IGrainFactory grains, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim _one = new(1);
    private ImmutableArray<SaleJson> _sales = [];
    private long _readAt = long.MinValue;

    public async ValueTask<ImmutableArray<SaleJson>> GetAsync(int limit)
    {
        if (IsFresh) return _sales;
        await _one.WaitAsync();
        try
        {
            if (IsFresh) return _sales;
            _sales = [.. (await grains.GetGrain<ISaleDirectoryGrain>(0).ListPublicAsync(limit)).Select(SaleJson.Of)];
            _readAt = time.GetTimestamp();
            return _sales;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private bool IsFresh => _readAt != long.MinValue && time.GetElapsedTime(_readAt) < Fresh;
}
