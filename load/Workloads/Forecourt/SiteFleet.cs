namespace FuelGrains.Load.Workloads.Forecourt;

/// <summary>Stations with their simulated sites.</summary>
internal sealed record SiteFleet(IReadOnlyList<(Guid Station, SimulatedSite Site)> Sites)
{
    public IEnumerable<Guid> Stations => Sites.Select(site => site.Station);
    public int Online => Sites.Count(site => site.Site.IsOnline);
    public int Logins => Sites.Sum(site => site.Site.Logins);

    /// <summary>Runs all sites until it is stopped; a stop is no failure.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            await Task.WhenAll(Sites.Select(site => Task.Run(() => site.Site.RunAsync(stop), stop)));
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // A socket that is closed under a controller throws as well.
        }
    }
}
