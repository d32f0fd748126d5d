namespace FuelGrains.Load.Workloads.Forecourt;

/// <summary>Stations that were made through the back office, each with its simulated site.</summary>
internal sealed record SiteFleet(IReadOnlyList<(Guid Station, SimulatedSite Site)> Sites)
{
    private const int MadeAtOnce = 8;

    public IEnumerable<Guid> Stations => Sites.Select(site => site.Station);

    public int Online => Sites.Count(site => site.Site.IsOnline);

    public int Logins => Sites.Sum(site => site.Site.Logins);

    public static async Task<SiteFleet> MakeAsync(
        ForecourtRun run,
        Func<SiteSettings, SimulatedSite> site,
        CancellationToken stop
    )
    {
        var (id, staff) = (RunId.New(), run.Fixture.Staff);
        List<int> numbers = [.. Enumerable.Range(1, run.Settings.Stations)];
        return new(await Progress.SelectAsync(numbers, MadeAtOnce, "stations made", OneAsync, run.Time, stop));

        async Task<(Guid, SimulatedSite)> OneAsync(int number, CancellationToken cancel)
        {
            var station = await staff.NewStationAsync($"模拟站 {id}-{number}", cancel);
            return (station.StationId, site(run.Site(station)));
        }
    }

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
