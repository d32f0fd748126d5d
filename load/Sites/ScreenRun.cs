using FuelGrains.ForecourtSimulator;
using FuelGrains.Load.Checks;
using FuelGrains.Load.Clients;
using FuelGrains.Load.Drivers;
using FuelGrains.Load.Product;
using FuelGrains.Load.Reports;
using FuelGrains.Load.Scenarios;

namespace FuelGrains.Load.Sites;

/// <summary>
/// Every pump of every station runs at the same time and tells its meter twice a second, while a screen follows all of them: how long
/// that news is on its way.
/// </summary>
internal sealed class ScreenRun(ForecourtSettings settings, Stand stand, TimeProvider time)
{
    public const double TargetMs = 250;
    private const double MetersPerSecond = 2;

    // A pump stands still for a second between two cars, and a timer is never early.
    private const double OfWhatIsMeant = 0.9;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan EverybodyWithin = TimeSpan.FromSeconds(60);

    /// <summary>What was sent last is on its way for so long at most; then it is lost.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly List<int> running = [];

    public async Task<bool> RunAsync(CancellationToken stop)
    {
        using var journal = new MeterJournal(settings.Journal, time);
        var screen = new ScreenWatch(stand.Product.Address, time);
        var fleet = await Fleet.MakeAsync(
            settings.Stations,
            stand.Staff,
            station =>
                new(Site(station), journal, time)
                {
                    Metered = (pump, ml) => screen.Metered(station.StationId, pump, ml),
                    Changed = (pump, state) => screen.States.Send(station.StationId, pump, state),
                },
            time,
            stop
        );
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var going = Task.WhenAll(fleet.RunAsync(over.Token), screen.RunAsync([.. fleet.Stations], over.Token));
        await EverybodyAsync(fleet, screen, stop);
        await Task.Delay(WarmUp, time, stop);

        Console.WriteLine("Warm: measuring");
        var (cpu, began) = (Cpu(), time.GetTimestamp());
        screen.Open();
        while (time.GetElapsedTime(began) < settings.Duration)
        {
            await Task.Delay(LookEvery, time, stop);
            running.Add(screen.Running);
        }
        screen.Close();
        var figure = new ScreenFigure(
            time.GetElapsedTime(began),
            Cpu().Product - cpu.Product,
            Cpu().Own - cpu.Own,
            running,
            screen,
            fleet.Logins
        );
        await Task.Delay(Late, time, stop);
        Check[] checks = [.. Judge(figure)];
        await over.CancelAsync();
        await going;
        await ScreenReport
            .Write(settings, stand, figure, checks)
            .PublishAsync(settings.Results ?? Repository.Find().Results, $"forecourt-screen-{stand.Storage}", time);
        return Array.TrueForAll(checks, check => check.Held);
    }

    private IEnumerable<Check> Judge(ScreenFigure figure)
    {
        var meant = settings.Stations * settings.Pumps * MetersPerSecond;
        var (meters, states) = (figure.Screen.Meters, figure.Screen.States);
        yield return Check.Of(
            "screen",
            "all that was said came",
            meters.Lost + states.Lost == 0,
            $"{meters.Lost:N0} METERs, {states.Lost:N0} PUMPs"
        );
        yield return Check.Of(
            "sites",
            "no line was dropped",
            figure.Logins == settings.Stations,
            $"{figure.Logins - settings.Stations:N0}"
        );
        if (!settings.Timed)
            yield break;
        yield return Check.Of(
            "sites",
            "as many METERs a second as was meant, nearly",
            figure.MetersPerSecond >= meant * OfWhatIsMeant,
            $"{figure.MetersPerSecond:N0} of {meant:N0}"
        );
        yield return Check.Of(
            "screen",
            $"METER to screen: p99 under {TargetMs:0} ms",
            meters.Took.Milliseconds(99) < TargetMs,
            $"{meters.Took.Milliseconds(99):0.0} ms"
        );
        yield return Check.Of(
            "screen",
            $"PUMP to screen: p99 under {TargetMs:0} ms",
            states.Took.Milliseconds(99) < TargetMs,
            $"{states.Took.Milliseconds(99):0.0} ms"
        );
    }

    private async Task EverybodyAsync(Fleet fleet, ScreenWatch screen, CancellationToken stop)
    {
        var began = time.GetTimestamp();
        while (fleet.Online < settings.Stations || screen.Watched < settings.Stations)
        {
            if (time.GetElapsedTime(began) > EverybodyWithin)
                throw new CannotRunException(
                    $"Of {settings.Stations} sites {fleet.Online} are online, and the screen has {screen.Watched} of them."
                );
            await Task.Delay(LookEvery, time, stop);
        }
    }

    private (TimeSpan Product, TimeSpan Own) Cpu() =>
        (stand.Product.Process?.CpuTime ?? TimeSpan.Zero, Environment.CpuUsage.TotalTime);

    private SiteSettings Site(SecretReply station) =>
        stand.Site(station, settings) with
        {
            Pace = settings.Pace,
            AllAfter = true,
            NextCar = (0.3, 0.7),
            PhoneTime = TimeSpan.FromSeconds(0.5),
        };
}

/// <param name="Lasted">The time that was measured, without the warm-up.</param>
/// <param name="Running">Once a second: pumps that told their meter within the last second.</param>
internal sealed record ScreenFigure(
    TimeSpan Lasted,
    TimeSpan ProductCpu,
    TimeSpan OwnCpu,
    IReadOnlyList<int> Running,
    ScreenWatch Screen,
    int Logins
)
{
    public double MetersPerSecond => Screen.Meters.Sent / Lasted.TotalSeconds;
}
