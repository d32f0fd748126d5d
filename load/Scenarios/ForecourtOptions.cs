using System.CommandLine;
using FuelGrains.Load.Clients;

namespace FuelGrains.Load.Scenarios;

/// <summary>The named options of the simulated forecourts.</summary>
internal sealed class ForecourtOptions
{
    private readonly Option<string> target = new("--target") { Description = "The product, which runs already.", DefaultValueFactory = _ => "http://127.0.0.1:5080" };
    private readonly Option<int> stations = FlashSaleOptions.Bounded("--stations", "How many sites dial in.", 3, 1, 10_000);
    private readonly Option<int> pumps = FlashSaleOptions.Bounded("--pumps", "Pumps of each; odd ones are paid after fuelling, even ones before.", 8, 1, 99);
    private readonly Option<int> seconds = FlashSaleOptions.Bounded("--seconds", "How long; 0: until it is stopped.", 60, 0, 1_000_000);
    private readonly Option<int> pace = FlashSaleOptions.Bounded("--pace", "How many times faster than life they fuel.", 1, 1, 100);
    private readonly Option<int> seed = FlashSaleOptions.Bounded("--seed", "Where chance begins.", 1, 0, int.MaxValue);
    private readonly Option<bool> faults = new("--faults") { Description = "Drop out, reboot in mid-fuelling, lose answers, tell twice, abort." };
    private readonly Option<bool> pay = new("--pay") { Description = "A driver at each pump pays by phone; in the end meters and money are matched." };
    private readonly Option<string?> journal = new("--journal") { Description = "Where the journal of the meters is appended (JSON lines)." };
    private readonly Option<string> staffName = new("--staff-name") { Description = "Staff login.", DefaultValueFactory = _ => "admin" };
    private readonly Option<string> staffPassword = new("--staff-password") { Description = "Its password; the default is Development's.", DefaultValueFactory = _ => "fuelgrains-dev" };

    public void AddTo(Command command)
    {
        Option[] all = [target, stations, pumps, seconds, pace, seed, faults, pay, journal, staffName, staffPassword];
        foreach (var option in all) command.Options.Add(option);
    }

    public ForecourtSettings Read(ParseResult parsed) => new()
    {
        Target = Uri.TryCreate(parsed.GetValue(target), UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new CannotRunException($"--target is '{parsed.GetValue(target)}', but it must be an address like http://127.0.0.1:5080."),
        Stations = parsed.GetValue(stations),
        Pumps = parsed.GetValue(pumps),
        Duration = parsed.GetValue(seconds) is > 0 and var length ? TimeSpan.FromSeconds(length) : Timeout.InfiniteTimeSpan,
        Pace = parsed.GetValue(pace),
        Seed = parsed.GetValue(seed),
        Faults = parsed.GetValue(faults),
        Pay = parsed.GetValue(pay),
        Journal = parsed.GetValue(journal),
        Staff = new(parsed.GetValue(staffName)!, parsed.GetValue(staffPassword)!),
    };
}

internal sealed record ForecourtSettings
{
    public required Uri Target { get; init; }
    public required int Stations { get; init; }
    public required int Pumps { get; init; }
    public required TimeSpan Duration { get; init; }
    public required int Pace { get; init; }
    public required int Seed { get; init; }
    public required bool Faults { get; init; }
    public required bool Pay { get; init; }
    public string? Journal { get; init; }
    public required StaffName Staff { get; init; }
}
