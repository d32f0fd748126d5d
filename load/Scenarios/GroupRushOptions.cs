using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using FuelGrains.Load.Rush;
using static FuelGrains.Load.Scenarios.FlashSaleOptions;
using static FuelGrains.Load.Scenarios.StormOptions;

namespace FuelGrains.Load.Scenarios;

/// <summary>The named options of the rush on group buys and their defaults.</summary>
internal sealed class GroupRushOptions
{
    private readonly StormOptions storm = new(normallyPayWithin: 40);
    private readonly Option<int> open = Bounded(
        "--team-open",
        "Seconds that a team stays open; the product allows no fewer than 60.",
        75,
        60,
        86_400
    );
    private readonly Option<int> arrive = Bounded(
        "--arrive-within",
        "Seconds in which the customers come.",
        30,
        1,
        3_600
    );
    private readonly Option<int> never = Percent("--never", "never pay", 8);
    private readonly Option<int> late = Percent("--late", "pay after payBy", 5);
    private readonly Option<int> twice = Percent("--twice", "pay twice", 4);
    private readonly Option<int> leave = Percent("--leave", "leave their team", 6);
    private readonly Option<int> lead = Percent("--lead", "open a team and leave it to others", 4);
    private readonly Option<int> again = Percent("--again", "press again with the same key", 5);
    private readonly Option<int> more = Percent("--more", "want more than one seat", 6);

    public void AddTo(Command command)
    {
        storm.AddTo(command);
        foreach (var option in new[] { open, arrive, never, late, twice, leave, lead, again, more })
            command.Options.Add(option);
    }

    public GroupRushSettings Read(ParseResult parsed)
    {
        int Value(Option<int> option) => parsed.GetValue(option);
        var shares = new RushShares(
            Value(never),
            Value(late),
            Value(twice),
            Value(leave),
            Value(lead),
            Value(again),
            Value(more)
        );
        if (shares.Strange > 100)
            throw new CannotRunException($"The shares of customers add up to {shares.Strange} %.");
        return new(storm.Read(parsed), Value(open), TimeSpan.FromSeconds(Value(arrive)), shares);
    }
}

[method: SetsRequiredMembers]
internal sealed record GroupRushSettings(
    StormSettings Whole,
    int TeamOpenSeconds,
    TimeSpan ArriveWithin,
    RushShares Shares
) : StormSettings(Whole);
