using System.CommandLine;
using FuelGrains.Load;
using FuelGrains.Load.Scenarios;

// Exit codes: 0 everything held, 1 an invariant or a figure failed, 2 the run could not be done.
const int CouldNotRun = 2;

var time = TimeProvider.System;
var root = FlashSaleScenario.Attach(
    new RootCommand("FuelGrains under load. Without arguments: the canonical flash sale."),
    time
);
root.Subcommands.Add(
    FlashSaleScenario.Attach(
        new Command("flash-sale", "The canonical run: one sale, one burst, every invariant checked."),
        time
    )
);
root.Subcommands.Add(
    PayStormScenario.Attach(
        new Command(
            "pay-storm",
            "A sale is paid for while WeChat misbehaves and the product is killed; every fen is matched."
        ),
        time
    )
);
root.Subcommands.Add(
    GroupRushScenario.Attach(
        new Command(
            "group-rush",
            "Teams are opened and filled while WeChat misbehaves and the product is killed; every seat and fen is matched."
        ),
        time
    )
);
root.Subcommands.Add(
    FiguresScenario.Attach(
        new Command("figures", "The figures to reach, as ratios against a floor measured in the same run."),
        time
    )
);
root.Subcommands.Add(
    ForecourtScenario.Attach(
        new Command(
            "forecourt",
            "Forecourts: sites that fuel, drop out and lose answers, with a journal of their meters."
        ),
        time
    )
);
root.Subcommands.Add(
    FloorHost.Attach(new Command("floor", "The empty endpoint that ratios are taken against.") { Hidden = true })
);

var parsed = root.Parse(args);
try
{
    var code = await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
    return parsed.Errors.Count > 0 ? CouldNotRun : code;
}
catch (CannotRunException reason)
{
    await Console.Error.WriteLineAsync(reason.Message);
}
catch (HttpRequestException broken)
{
    await Console.Error.WriteLineAsync($"The product cannot be reached: {broken.Message}");
}
catch (OperationCanceledException)
{
    await Console.Error.WriteLineAsync("Stopped before the end: nothing was measured.");
}
catch (Exception bug) when (bug is not OutOfMemoryException)
{
    await Console.Error.WriteLineAsync($"The run broke off: {bug}");
}
return CouldNotRun;
