using System.CommandLine;

namespace FuelGrains.Load.Workloads.Forecourt;

internal enum ForecourtMode
{
    Fuel,
    Pay,
    Reconnect,
    Screen,
}

internal sealed class ForecourtSettings : RunSettings
{
    public ForecourtSettings(ParseResult given)
        : base(given)
    {
        var modes = new[] { ForecourtMode.Pay, ForecourtMode.Reconnect, ForecourtMode.Screen }
            .Where(mode => Flag($"--{mode.ToString().ToLowerInvariant()}"))
            .ToList();
        if (modes.Count > 1)
            throw new CannotRunException("--pay, --reconnect and --screen are three runs: give one of them.");
        Mode = modes.FirstOrDefault();
        if (this is { Target: not null, Postgres: not null })
            throw new CannotRunException(
                "--postgres is for a product that is started here, and --target names one that runs."
            );
        if (this is { Target: not null, Kills: > 0 })
            throw new CannotRunException(
                "Only a product that was started here is killed: give --kills without --target."
            );
        if (Kills > 0 && Mode != ForecourtMode.Pay)
            throw new CannotRunException("--kills goes with --pay.");
        if (Mode is ForecourtMode.Reconnect or ForecourtMode.Screen && Target is null)
            Production = new(Asked);
        if (Duration == Timeout.InfiniteTimeSpan && Mode != ForecourtMode.Fuel)
            throw new CannotRunException("A run that ends with a report needs --seconds.");
    }

    public ForecourtMode Mode { get; }
    public bool Pays => Mode == ForecourtMode.Pay;

    /// <summary>Every driver and every request of the verifiers has a connection.</summary>
    public override HttpLimits Http => new(4_096, TimeSpan.FromSeconds(15));
    public override string? Server => Postgres;

    /// <summary>The benchmarks run in Production.</summary>
    public override ProductionSecrets? Production { get; }

    /// <summary>The keys of a workload are small, so that the machine is the product's.</summary>
    public override int? KeyBits =>
        Pays ? 1_024
        : Production is null ? null
        : ProductionSecrets.KeyBits;

    public override IReadOnlyList<(string Name, string Value)> Named =>
        Pays ? [.. ProductSettings.ShortWaits, .. ProductSettings.ShortFuelWaits] : ProductSettings.BusyStaff;

    public TimeSpan Duration => Number("--seconds") > 0 ? Seconds("--seconds") : Timeout.InfiniteTimeSpan;
    public int Pace => Number("--pace");

    /// <summary>Vouchers of each kind for each couple of drivers.</summary>
    public int Vouchers => Number("--vouchers");

    /// <summary>The share of drivers who pay before fuelling and cancel around their payment.</summary>
    public double Cancels => Number("--cancel") / 100.0;
    public bool Faults => Flag("--faults");
    public string? Journal => Text("--journal");

    public int Stations =>
        (Number("--stations"), Mode) switch
        {
            (> 0 and var asked, _) => asked,
            (_, ForecourtMode.Reconnect) => 2_000,
            (_, ForecourtMode.Screen) => 200,
            _ => 3,
        };

    public int Pumps =>
        (Number("--pumps"), Mode) switch
        {
            (> 0 and var asked, _) => asked,
            (_, ForecourtMode.Screen) => 12,
            _ => 8,
        };

    public static void Declare(Command command)
    {
        command.Common("a server; the started product gets a database of its own. Default: SQLite.");
        command.Faults(kills: 0, seed: 1);
        command.Target("Default: this program starts one.");
        command.Flag("--pay", "A driver at each pump pays by phone; in the end meters and money are verified.");
        command.Flag(
            "--reconnect",
            "Benchmark: all sites lose their lines and the product; until the last is known again."
        );
        command.Flag("--screen", "Benchmark: every pump meters at the same time; until the screen shows it.");
        command.Number("--stations", "Sites. Default: 3; 2,000 with --reconnect, 200 with --screen.", 0, 0, 10_000);
        command.Number(
            "--pumps",
            "Pumps of each; odd ones are paid after fuelling. Default: 8; 12 with --screen.",
            0,
            0,
            99
        );
        command.Number("--seconds", "The length of the run; 0: until it is stopped.", 60);
        command.Number("--pace", "The factor by which fuelling is faster than in real life.", 1, 1, 100);
        command.Number("--vouchers", "With --pay: vouchers of each kind that a couple of drivers shares.", 4, 0, 20);
        command.Number("--cancel", "With --pay: drivers of a hundred who cancel around their payment.", 0, 0, 100);
        command.Flag("--faults", "Sites drop out, reboot in mid-fuelling, lose answers, send sales twice, and abort.");
        command.Text("--journal", "The file that the journal of the meters is appended to (JSON lines).");
    }
}
