using System.CommandLine;
using System.Globalization;

namespace FuelGrains.Load;

/// <summary>Declares the options of commands; those that several commands have are declared here once.</summary>
internal static class RunOptions
{
    private const int Most = 1_000_000;

    public static void Number(this Command command, string name, string what, int usual, int min = 0, int max = Most)
    {
        var option = new Option<int>(name) { Description = what, DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            // Reading a value that is no number throws, and the parser itself reports it.
            if (result.Tokens is [var given] && !int.TryParse(given.Value, CultureInfo.InvariantCulture, out _))
                return;
            if (result.GetValueOrDefault<int>() is var value && (value < min || value > max))
                result.AddError($"{name} is from {min} to {max}.");
        });
        command.Options.Add(option);
    }

    public static void Flag(this Command command, string name, string what) =>
        command.Options.Add(new Option<bool>(name) { Description = what });

    public static void Text(this Command command, string name, string what, string? normally = null) =>
        command.Options.Add(new Option<string?>(name) { Description = what, DefaultValueFactory = _ => normally });

    /// <summary>Declares what every run has.</summary>
    /// <param name="postgres">The meaning of <c>--postgres</c>.</param>
    public static void Common(this Command command, string postgres)
    {
        command.Text("--postgres", $"A PostgreSQL connection string: {postgres}");
        command.Flag("--no-build", "Product and simulator are built already (Release).");
        command.Text("--results", "The folder of the report. Default: load/results.");
        command.Flag("--keep", "Keep data, journals, history and logs.");
        command.Text("--staff-name", "Staff login.", "admin");
        command.Text(
            "--staff-password",
            "The password; the default is Development's, and in Production one of the run's own.",
            "fuelgrains-dev"
        );
    }

    /// <summary>Declares what runs have that inject faults.</summary>
    public static void Faults(this Command command, int kills, int seed)
    {
        command.Number("--kills", "How often the product is killed with kill -9.", kills, 0, 100);
        command.Number("--seed", "Decides what chance decides; 0: another one each time.", seed, 0, int.MaxValue);
        command.Flag("--untimed", "Times are reported and not judged: for a machine that does other work as well.");
    }

    public static void Target(this Command command, string what) =>
        command.Text("--target", $"The address of a product that runs already. {what}");
}

/// <summary>The options that several commands have, as they were given.</summary>
internal abstract class RunSettings(ParseResult given)
{
    public string? Postgres => Text("--postgres");
    public bool Build => !Flag("--no-build");
    public string? Results => Text("--results");
    public bool Keep => Flag("--keep");
    public StaffName Staff => Production?.Staff ?? Asked;

    /// <summary>Null: the product runs in Development, with the simulator of WeChat inside.</summary>
    public virtual ProductionSecrets? Production => null;

    protected StaffName Asked => new(Text("--staff-name")!, Text("--staff-password")!);
    public int Kills => Number("--kills");
    public int Seed { get; } =
        Given<int>(given, "--seed") is var seed and not 0 ? seed : Random.Shared.Next(1, int.MaxValue);
    public bool Timed => !Flag("--untimed");
    public abstract HttpLimits Http { get; }

    /// <summary>The product's settings that differ from the defaults.</summary>
    public virtual IReadOnlyList<(string Name, string Value)> Named => [];

    /// <summary>A PostgreSQL server, where the run makes a database of its own.</summary>
    public virtual string? Server => null;

    /// <summary>A database that the run shares with others; null without <see cref="Server"/>: an SQLite file of its own.</summary>
    public virtual Store? Store => null;

    /// <summary>The simulator of WeChat is a process of its own, with keys of so many bits; null: the product runs one inside.</summary>
    public virtual int? KeyBits => null;

    public Uri? Target =>
        Text("--target") is not { } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address
        : throw new CannotRunException($"--target is '{text}', but it must be an address like http://127.0.0.1:5080.");

    protected int Number(string name) => Given<int>(given, name);

    protected bool Flag(string name) => Given<bool>(given, name);

    protected string? Text(string name) => Given<string?>(given, name);

    protected TimeSpan Seconds(string name) => TimeSpan.FromSeconds(Number(name));

    // The root command has options of the same names: only those of the command that runs are meant.
    protected static T? Given<T>(ParseResult given, string name) =>
        given.CommandResult.Command.Options.SingleOrDefault(o => o.Name == name) is Option<T> option
            ? given.GetValue(option)
            : default;
}
