using System.Globalization;
using FuelGrains.ForecourtSimulator;
using FuelGrains.Load.Clients;
using FuelGrains.Load.Product;
using FuelGrains.Load.Reports;

namespace FuelGrains.Load.Sites;

/// <summary>Stations that were made through the back office, each with its site's controller.</summary>
internal sealed class Fleet
{
    private const int MadeAtOnce = 8;

    public required IReadOnlyList<(Guid Station, SimulatedSite Site)> Sites { get; init; }

    public IEnumerable<Guid> Stations => Sites.Select(site => site.Station);

    public int Online => Sites.Count(site => site.Site.IsOnline);

    public int Logins => Sites.Sum(site => site.Site.Logins);

    public static async Task<Fleet> MakeAsync(
        int count,
        StaffClient staff,
        Func<SecretReply, SimulatedSite> site,
        TimeProvider time,
        CancellationToken stop
    )
    {
        var (run, done) = (RunId.New(), 0);
        var made = new (Guid, SimulatedSite)[count];
        await using (
            Progress.Show(
                () =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"  stations made: {Volatile.Read(ref done):N0} of {count:N0}"
                    ),
                time
            )
        )
            await Parallel.ForAsync(
                0,
                count,
                new ParallelOptions { MaxDegreeOfParallelism = MadeAtOnce, CancellationToken = stop },
                async (i, cancel) =>
                {
                    var station = await staff.NewStationAsync(
                        string.Create(CultureInfo.InvariantCulture, $"模拟站 {run}-{i + 1}"),
                        cancel
                    );
                    made[i] = (station.StationId, site(station));
                    Interlocked.Increment(ref done);
                }
            );
        return new() { Sites = made };
    }

    /// <summary>Their controllers and pumps, until it is stopped; a stop is no failure.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            await Task.WhenAll(Sites.Select(site => Task.Run(() => site.Site.RunAsync(stop), stop)));
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // Also a socket that is torn out of a controller's hands says so.
        }
    }
}
