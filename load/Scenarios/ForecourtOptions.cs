using System.CommandLine;
using FuelGrains.Load.Clients;
using FuelGrains.Load.Product;
using FuelGrains.Load.Sites;
using static FuelGrains.Load.Scenarios.FlashSaleOptions;

namespace FuelGrains.Load.Scenarios;

/// <summary>The named options of the simulated forecourts.</summary>
internal sealed class ForecourtOptions
{
    private readonly Option<string?> target = new("--target")
    {
        Description = "A product that runs already. Default: this program starts one.",
    };
    private readonly Option<string?> postgres = new("--postgres")
    {
        Description =
            "A PostgreSQL server (connection string, may create databases): the started product gets a database of its own. Default: SQLite.",
    };
    private readonly Option<bool> pay = new("--pay")
    {
        Description = "A driver at each pump pays by phone; in the end meters and money are matched.",
    };
    private readonly Option<bool> reconnect = new("--reconnect")
    {
        Description =
            "All sites dial in at once, are cut off and lose a killed product: how long until the last is known again.",
    };
    private readonly Option<bool> screen = new("--screen")
    {
        Description = "Every pump meters at the same time: how long until the screen shows it.",
    };
    private readonly Option<int> stations = Bounded(
        "--stations",
        "How many sites dial in. Default: 3; 2,000 with --reconnect, 200 with --screen.",
        0,
        0,
        10_000
    );
    private readonly Option<int> pumps = Bounded(
        "--pumps",
        "Pumps of each; odd ones are paid after fuelling, even ones before. Default: 8; 12 with --screen.",
        0,
        0,
        99
    );
    private readonly Option<int> seconds = Bounded("--seconds", "How long; 0: until it is stopped.", 60, 0, 1_000_000);
    private readonly Option<int> pace = Bounded("--pace", "How many times faster than life they fuel.", 1, 1, 100);
    private readonly Option<int> seed = Bounded("--seed", "Where chance begins.", 1, 0, int.MaxValue);
    private readonly Option<int> kills = Bounded(
        "--kills",
        "With --pay: how often the product is killed with kill -9.",
        0,
        0,
        100
    );
    private readonly Option<int> vouchers = Bounded(
        "--vouchers",
        "With --pay: vouchers of each kind that a couple of drivers buys and shares; 0: none.",
        4,
        0,
        20
    );
    private readonly Option<bool> faults = new("--faults")
    {
        Description = "Drop out, reboot in mid-fuelling, lose answers, tell twice, abort.",
    };
    private readonly Option<string?> journal = new("--journal")
    {
        Description = "Where the journal of the meters is appended (JSON lines).",
    };
    private readonly Option<bool> noBuild = new("--no-build")
    {
        Description = "Product and simulator are built already (Release).",
    };
    private readonly Option<bool> untimed = new("--untimed")
    {
        Description = "Times are reported and not judged: for a machine that is busy with other things.",
    };
    private readonly Option<string?> results = new("--results")
    {
        Description = "Where a report goes. Default: load/results.",
    };
    private readonly Option<bool> keep = new("--keep")
    {
        Description = "Keep data, journals and logs of a product that was started here.",
    };
    private readonly Option<string> staffName = new("--staff-name")
    {
        Description = "Staff login.",
        DefaultValueFactory = _ => "admin",
    };
    private readonly Option<string> staffPassword = new("--staff-password")
    {
        Description = "Its password; the default is Development's.",
        DefaultValueFactory = _ => "fuelgrains-dev",
    };

    public void AddTo(Command command)
    {
        Option[] all =
        [
            target,
            postgres,
            pay,
            reconnect,
            screen,
            stations,
            pumps,
            seconds,
            pace,
            seed,
            kills,
            vouchers,
            faults,
            journal,
            noBuild,
            untimed,
            results,
            keep,
            staffName,
            staffPassword,
        ];
        foreach (var option in all)
            command.Options.Add(option);
    }

    public ForecourtSettings Read(ParseResult parsed)
    {
        var modes = new Dictionary<ForecourtMode, Option<bool>>
        {
            [ForecourtMode.Pay] = pay,
            [ForecourtMode.Reconnect] = reconnect,
            [ForecourtMode.Screen] = screen,
        }
            .Where(mode => parsed.GetValue(mode.Value))
            .Select(mode => mode.Key)
            .ToList();
        if (modes.Count > 1)
            throw new CannotRunException("--pay, --reconnect and --screen are three runs: give one of them.");
        var settings = new ForecourtSettings
        {
            Mode = modes.Count == 0 ? ForecourtMode.Fuel : modes[0],
            Target = Address(parsed.GetValue(target)),
            Server = parsed.GetValue(postgres),
            Asked = (parsed.GetValue(stations), parsed.GetValue(pumps)),
            Duration = parsed.GetValue(seconds) is > 0 and var length
                ? TimeSpan.FromSeconds(length)
                : Timeout.InfiniteTimeSpan,
            Pace = parsed.GetValue(pace),
            Seed = parsed.GetValue(seed),
            Kills = parsed.GetValue(kills),
            Vouchers = parsed.GetValue(vouchers),
            Faults = parsed.GetValue(faults),
            Journal = parsed.GetValue(journal),
            Build = !parsed.GetValue(noBuild),
            Timed = !parsed.GetValue(untimed),
            Results = parsed.GetValue(results),
            Keep = parsed.GetValue(keep),
            Staff = new(parsed.GetValue(staffName)!, parsed.GetValue(staffPassword)!),
        };
        if (settings is { Target: not null, Server: not null })
            throw new CannotRunException(
                "--postgres is for a product that is started here, and --target names one that runs."
            );
        if (settings is { Target: not null, Kills: > 0 })
            throw new CannotRunException(
                "Only a product that was started here is killed: give --kills without --target."
            );
        if (settings.Kills > 0 && settings.Mode != ForecourtMode.Pay)
            throw new CannotRunException("--kills goes with --pay.");
        if (settings.Duration == Timeout.InfiniteTimeSpan && settings.Mode != ForecourtMode.Fuel)
            throw new CannotRunException("A run that ends with a report needs --seconds.");
        return settings;
    }
}

internal enum ForecourtMode
{
    Fuel,
    Pay,
    Reconnect,
    Screen,
}

internal sealed record ForecourtSettings
{
    public required ForecourtMode Mode { get; init; }
    public Uri? Target { get; init; }
    public string? Server { get; init; }

    /// <summary>0: as many as the run is meant for.</summary>
    public required (int Stations, int Pumps) Asked { get; init; }
    public required TimeSpan Duration { get; init; }
    public required int Pace { get; init; }
    public required int Seed { get; init; }
    public required int Kills { get; init; }

    /// <summary>Of each kind, for each couple of drivers.</summary>
    public required int Vouchers { get; init; }
    public required bool Faults { get; init; }
    public string? Journal { get; init; }
    public required bool Build { get; init; }
    public required bool Timed { get; init; }
    public string? Results { get; init; }
    public bool Keep { get; init; }
    public required StaffName Staff { get; init; }

    public int Stations =>
        Asked.Stations > 0
            ? Asked.Stations
            : Mode switch
            {
                ForecourtMode.Reconnect => 2_000,
                ForecourtMode.Screen => 200,
                _ => 3,
            };

    public int Pumps =>
        Asked.Pumps > 0 ? Asked.Pumps
        : Mode == ForecourtMode.Screen ? 12
        : 8;

    public StandSettings Stand =>
        new()
        {
            Target = Target,
            Server = Server,
            Paying = Mode == ForecourtMode.Pay,
            Build = Build,
            Keep = Keep,
            Staff = Staff,
            Named =
                Mode == ForecourtMode.Pay
                    ? ProductSettings.ShortWaits.Concat(ProductSettings.ShortFuelWaits).ToDictionary()
                    : ProductSettings.BusyStaff,
        };
}
