using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using FuelGrains.Load.Storm;
using static FuelGrains.Load.Scenarios.FlashSaleOptions;
using static FuelGrains.Load.Scenarios.StormOptions;

namespace FuelGrains.Load.Scenarios;

/// <summary>The named options of the storm of payments and their defaults.</summary>
internal sealed class PayStormOptions
{
    private readonly StormOptions storm = new(normallyPayWithin: 90);
    private readonly Option<int> stock = Bounded("--stock", "Units in the sale.", 3_000, 1, 1_000_000);
    private readonly Option<int> never = Percent("--never", "never pay", 8);
    private readonly Option<int> late = Percent("--late", "pay after payBy", 6);
    private readonly Option<int> twice = Percent("--twice", "pay twice", 5);
    private readonly Option<int> cancel = Percent("--cancel", "cancel, and pay all the same", 6);
    private readonly Option<int> back = Percent("--return", "ask for money back after they got their vouchers", 6);
    private readonly Option<int> wrong = Percent("--wrong", "pay what was not asked for", 1);

    public void AddTo(Command command)
    {
        storm.AddTo(command);
        foreach (var option in new[] { stock, never, late, twice, cancel, back, wrong })
            command.Options.Add(option);
    }

    public PayStormSettings Read(ParseResult parsed)
    {
        int Value(Option<int> option) => parsed.GetValue(option);
        var shares = new Shares(Value(never), Value(late), Value(twice), Value(cancel), Value(back), Value(wrong));
        if (shares.Strange > 100)
            throw new CannotRunException($"The shares of customers add up to {shares.Strange} %.");
        return new(storm.Read(parsed), Value(stock), shares);
    }
}

[method: SetsRequiredMembers]
internal sealed record PayStormSettings(StormSettings Whole, int Stock, Shares Shares) : StormSettings(Whole);
