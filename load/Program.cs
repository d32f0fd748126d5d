using System.CommandLine;

// Exit codes: 0 every promise held, 1 a promise or a figure failed, 2 the run could not be done.
const int CouldNotRun = 2;

var time = TimeProvider.System;
var root = new RootCommand("FuelGrains under load. Without arguments: the canonical flash sale.");
var sale = new Command(
    "flash-sale",
    "The canonical run: a sale that everybody wants at once; every invariant is verified."
);
foreach (var canonical in new[] { root, sale })
    Add(canonical, FlashSaleSettings.Declare, (given, stop) => new FlashSaleWorkload(new(given), time).RunAsync(stop));
Add(
    new Command("pay-storm", "Customers pay for a sale under faults at WeChat and kills; every fen is verified."),
    PaymentsSettings.Declare,
    (given, stop) => new PaymentsWorkload(new(given), time).RunAsync("pay-storm", stop)
);
Add(
    new Command("hanging-gateway", "WeChat hangs while thousands of payments are open: when is the last unit back?"),
    HangingGatewaySettings.Declare,
    (given, stop) => new HangingGatewayWorkload(new(given), time).RunAsync(stop)
);
Add(
    new Command("group-rush", "Teams are opened and filled under the same faults; every seat and fen is verified."),
    GroupBuysSettings.Declare,
    (given, stop) => new GroupBuysWorkload(new(given), time).RunAsync("group-rush", stop)
);
Add(
    new Command("figures", "Benchmarks: the figures to reach, as ratios to a baseline measured in the same run."),
    BenchmarkSettings.Declare,
    (given, stop) => new FiguresCommand(new(given), time).RunAsync(stop)
);
Add(
    new Command("forecourt", "Simulated sites that fuel, drop out and lose answers, with a journal of their meters."),
    ForecourtSettings.Declare,
    (given, stop) => new ForecourtWorkload(new(given), time).RunAsync(stop)
);
var parsed = root.Parse(args);
try
{
    var code = await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
    return parsed.Errors.Count > 0 ? CouldNotRun : code;
}
catch (Exception reason) when (reason is not OutOfMemoryException)
{
    await Console.Error.WriteLineAsync(
        reason switch
        {
            CannotRunException or UnexpectedReplyException => reason.Message,
            HttpRequestException => $"The product cannot be reached: {reason.Message}",
            OperationCanceledException => "Stopped before the end: nothing was measured.",
            _ => $"The run broke off: {reason}",
        }
    );
}
return CouldNotRun;

void Add(Command command, Action<Command> declare, Func<ParseResult, CancellationToken, Task<int>> run)
{
    declare(command);
    command.SetAction(run);
    if (command != root)
        root.Subcommands.Add(command);
}
