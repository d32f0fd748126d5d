namespace FuelGrains.Load.Workloads.Forecourt;

/// <summary>Stations that were made through the back office, each with its simulated site.</summary>
internal sealed record SiteFleet(IReadOnlyList<(Guid Station, SimulatedSite Site)> Sites)
{
    private const int MadeAtOnce = 8;

    public IEnumerable<Guid> Stations => Sites.Select(site => site.Station);

    public int Online => Sites.Count(site => site.Site.IsOnline);

    public int Logins => Sites.Sum(site => site.Site.Logins);

    public static async Task<SiteFleet> MakeAsync(
        int count,
        StaffClient staff,
        Func<SecretReply, SimulatedSite> site,
        TimeProvider time,
        CancellationToken stop
    )
    {
        var run = RunId.New();
        var made = new (Guid, SimulatedSite)[count];
        await Progress.ForEachAsync(
            [.. Enumerable.Range(0, count)],
            MadeAtOnce,
            done => $"  stations made: {done:N0} of {count:N0}",
            async (i, cancel) =>
            {
                var station = await staff.NewStationAsync($"模拟站 {run}-{i + 1}", cancel);
                made[i] = (station.StationId, site(station));
            },
            time,
            stop
        );
        return new(made);
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
