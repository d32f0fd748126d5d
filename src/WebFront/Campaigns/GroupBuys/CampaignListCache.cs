namespace FuelGrains.WebFront.Campaigns.GroupBuys;

/// <summary>The public list of campaigns, read at most once a second for everybody together.</summary>
internal sealed class CampaignListCache(IGrainFactory grains, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim _one = new(1);
    private ImmutableArray<CampaignJson> _campaigns = [];
    private long _readAt = long.MinValue;

    public async ValueTask<ImmutableArray<CampaignJson>> GetAsync(int limit)
    {
        if (IsFresh) return _campaigns;
        await _one.WaitAsync();
        try
        {
            if (IsFresh) return _campaigns;
            _campaigns = [.. (await grains.GetGrain<ITeamDirectoryGrain>(0).CampaignsPublicAsync(limit)).Select(CampaignJson.Of)];
            _readAt = time.GetTimestamp();
            return _campaigns;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private bool IsFresh => _readAt != long.MinValue && time.GetElapsedTime(_readAt) < Fresh;
}
