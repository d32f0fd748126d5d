using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Memory;

namespace FuelGrains.WebFront.Campaigns;

/// <summary>
/// The campaigns this node serves. An unknown id is looked up in the directory, never by waking a campaign's grain, and the
/// answer "no such sale" is remembered for a second.
/// </summary>
internal sealed class CampaignCache(IGrainFactory grains, TimeProvider time) : IDisposable
{
    private const int MaxCampaigns = 1_000;
    private const int MaxUnknownRemembered = 10_000;
    private static readonly TimeSpan UnknownFor = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ForgottenAfter = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<CampaignId, CachedCampaign> _campaigns = new();
    private readonly MemoryCache _unknown = new(new MemoryCacheOptions { SizeLimit = MaxUnknownRemembered });

    /// <summary>Runs for each campaign that comes onto the board: the node attaches to it.</summary>
    public Func<CachedCampaign, Task> Attach { get; set; } = _ => Task.CompletedTask;

    public IEnumerable<CachedCampaign> Campaigns => _campaigns.Values;

    /// <summary>Null when no such campaign is published.</summary>
    public ValueTask<CachedCampaign?> FindAsync(CampaignId campaign)
    {
        if (!_campaigns.TryGetValue(campaign, out var known))
            return LookUpAsync(campaign);
        known.Touch();
        return ValueTask.FromResult<CachedCampaign?>(known);
    }

    public CachedCampaign? Known(CampaignId campaign) => _campaigns.GetValueOrDefault(campaign);

    /// <summary>Drops what nobody asked for in a while.</summary>
    public void Forget()
    {
        foreach (var (id, entry) in _campaigns)
            if (entry.Idle > ForgottenAfter)
                _campaigns.TryRemove(id, out _);
    }

    public void Dispose() => _unknown.Dispose();

    private async ValueTask<CachedCampaign?> LookUpAsync(CampaignId campaign)
    {
        if (_unknown.TryGetValue(campaign, out _))
            return null;
        if (await grains.GetGrain<ICampaignDirectoryGrain>(0).FindPublicAsync(campaign) is not { } view)
        {
            _unknown.Set(
                campaign,
                true,
                new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = UnknownFor }
            );
            return null;
        }
        var fresh = new CachedCampaign(new(campaign, Epoch: 0, From: 0, To: 0, view), grains, time);
        // Beyond the limit a campaign is served all the same, only without live updates and gates.
        if (_campaigns.Count >= MaxCampaigns)
            return fresh;
        var entry = _campaigns.GetOrAdd(campaign, fresh);
        if (entry == fresh)
            await Attach(entry);
        return entry;
    }
}
