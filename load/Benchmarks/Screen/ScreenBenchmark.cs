namespace FuelGrains.Load.Benchmarks.Screen;

/// <summary>
/// Every pump of every station runs at the same time and sends its meter twice a second, while a screen follows all of them. A METER
/// counts from the site's write to its socket until the screen has read it or a later one of its pump; a PUMP likewise.
/// </summary>
internal sealed class ScreenBenchmark(ForecourtRun run)
{
    private const double TargetMs = 250;
    private const double MetersPerSecond = 2;

    // A pump stands still for a second between two cars, and a timer is never early.
    private const double EnoughOfPlanned = 0.9;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan AllWithin = TimeSpan.FromSeconds(60);

    /// <summary>A message that takes longer than this is lost.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PollEvery = TimeSpan.FromSeconds(1);

    private readonly ForecourtSettings _settings = run.Settings;
    private readonly TimeProvider _time = run.Time;
    private readonly ScreenSubscriber _screen = new(run.Product.Address, run.Time);

    /// <summary>Pumps that sent their meter within the last second, counted once a second.</summary>
    private readonly List<int> _running = [];

    /// <summary>The measured time, without the warm-up, and the CPU time in it.</summary>
    private TimeSpan _lasted;
    private (TimeSpan Product, TimeSpan Own) _cpu;

    private double MetersASecond => _screen.Meters.Sent / _lasted.TotalSeconds;

    public async Task<int> RunAsync(CancellationToken stop)
    {
        var fleet = await run.MakeFleetAsync(
            site =>
                new(Busily(site), run.Journal, _time)
                {
                    Metered = (pump, ml) => _screen.Metered(site.Station, pump, ml),
                    Changed = (pump, state) => _screen.States.Send(site.Station, pump, state),
                },
            stop
        );
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var going = Task.WhenAll(fleet.RunAsync(over.Token), _screen.RunAsync(fleet.Stations, over.Token));
        await AllOnlineAsync(fleet, stop);
        await Task.Delay(WarmUp, _time, stop);

        Console.WriteLine("Warm: measuring");
        var (cpu, began) = (Cpu(), _time.GetTimestamp());
        _screen.Open();
        while (_time.GetElapsedTime(began) < _settings.Duration)
        {
            await Task.Delay(PollEvery, _time, stop);
            _running.Add(_screen.Running);
        }
        _screen.Close();
        (_lasted, _cpu) = (_time.GetElapsedTime(began), (Cpu().Product - cpu.Product, Cpu().Own - cpu.Own));
        var logins = fleet.Logins;
        await Task.Delay(Late, _time, stop);
        Check[] checks = [.. Evaluate(logins)];
        await over.CancelAsync();
        await going;
        return await run.EndAsync("screen", Write(checks), checks);
    }

    private IEnumerable<Check> Evaluate(int logins)
    {
        var planned = _settings.Stations * _settings.Pumps * MetersPerSecond;
        var (meters, states) = (_screen.Meters, _screen.States);
        var (lost, dropped) = (meters.Lost + states.Lost, logins - _settings.Stations);
        var (p99Meter, p99Pump) = (meters.Took.Milliseconds(99), states.Took.Milliseconds(99));
        var checks = new Checks("screen");
        checks.That("no message was lost", lost == 0, $"{meters.Lost:N0} METERs, {states.Lost:N0} PUMPs");
        checks.That("no line was dropped", dropped == 0, $"{dropped:N0}");
        if (!_settings.Timed)
            return checks;
        checks.That(
            $"at least {EnoughOfPlanned:0%} of the planned METERs a second",
            MetersASecond >= planned * EnoughOfPlanned,
            $"{MetersASecond:N0} of {planned:N0}"
        );
        checks.That($"METER to screen: p99 under {TargetMs:0} ms", p99Meter < TargetMs, $"{p99Meter:0.0} ms");
        checks.That($"PUMP to screen: p99 under {TargetMs:0} ms", p99Pump < TargetMs, $"{p99Pump:0.0} ms");
        return checks;
    }

    private async Task AllOnlineAsync(SiteFleet fleet, CancellationToken stop)
    {
        var all = _settings.Stations;
        var online = () => Task.FromResult(fleet.Online == all && _screen.Watched == all);
        if (!await _time.UntilAsync(PollEvery, AllWithin, online, stop))
            throw new CannotRunException(
                $"Of {all} sites {fleet.Online} are online, and the screen has {_screen.Watched} of them."
            );
    }

    private (TimeSpan Product, TimeSpan Own) Cpu() =>
        (run.Product.Process?.CpuTime ?? TimeSpan.Zero, Environment.CpuUsage.TotalTime);

    private SiteSettings Busily(SiteSettings site) =>
        site with
        {
            Pace = _settings.Pace,
            AllAfter = true,
            NextCar = (0.3, 0.7),
            PhoneTime = TimeSpan.FromSeconds(0.5),
        };

    private Report Write(IReadOnlyList<Check> checks)
    {
        var success = _settings.Timed ? $"p99 under {TargetMs:0} ms" : "all of it came; times were not judged";
        var (seconds, screen) = (_lasted.TotalSeconds, _screen);
        var running = _running.DefaultIfEmpty(0).ToList();
        return new Report($"From pump to screen on {run.Fixture.Storage}: {Report.Verdict(checks, success)}")
            .Paragraph(
                $"{_settings.Stations:N0} stations with {_settings.Pumps} pumps each; every pump runs, sends its meter twice a second and "
                    + "stands still for a second between two cars. A screen follows all stations, over the hub's WebSockets. "
                    + "Times are from the site's write to its socket to the screen that has read it; a METER that a later one of its "
                    + $"pump overtook counts until that one came. {seconds:0} s were measured, after the warm-up."
            )
            .Bullets(run.Described)
            .Section("How long")
            .Table(
                ["what", "sent", "of the seen within a later one", "never seen", .. Latency.Head],
                [Row("METER to screen", screen.Meters), Row("PUMP to screen", screen.States)]
            )
            .Section("How much")
            .Table(
                ["what", "figure"],
                new Rows
                {
                    ["pumps metering within the same second"] =
                        $"{running.Average():N0} on average, at least {running.Min():N0}, of {_settings.Stations * _settings.Pumps:N0}",
                    ["METERs a second"] = $"{MetersASecond:N0}",
                    ["PUMPs a second"] = $"{screen.States.Sent / seconds:N0}",
                    ["the product's CPU, cores (0: it ran already)"] = $"{_cpu.Product.TotalSeconds / seconds:0.00}",
                    ["the load program's CPU (sites and screen), cores"] = $"{_cpu.Own.TotalSeconds / seconds:0.00}",
                }
            )
            .Checks("Promises", checks);
    }

    private static string[] Row<T>(string what, MessageDelivery<T> messages)
        where T : notnull =>
        [what, $"{messages.Sent:N0}", $"{messages.Overtaken:N0}", $"{messages.Lost:N0}", .. messages.Took.Cells()];
}
