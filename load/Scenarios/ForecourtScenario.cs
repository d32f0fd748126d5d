using System.CommandLine;
using FuelGrains.Load.Sites;

namespace FuelGrains.Load.Scenarios;

/// <summary>Makes stations at a product, dials in for each, and does what the run is about.</summary>
internal sealed class ForecourtScenario(ForecourtSettings settings, TimeProvider time)
{
    public static Command Attach(Command command, TimeProvider time)
    {
        var options = new ForecourtOptions();
        options.AddTo(command);
        command.SetAction((parsed, stop) => new ForecourtScenario(options.Read(parsed), time).RunAsync(stop));
        return command;
    }

    private async Task<int> RunAsync(CancellationToken stop)
    {
        await using var stand = await Stand.StartAsync(settings.Stand, time, stop);
        stand.Held = settings.Mode switch
        {
            ForecourtMode.Reconnect => await ReconnectAsync(stand, stop),
            ForecourtMode.Screen => await new ScreenRun(settings, stand, time).RunAsync(stop),
            _ => await FuelAsync(stand, stop),
        };
        return stand.Held ? 0 : 1;
    }

    private async Task<bool> ReconnectAsync(Stand stand, CancellationToken stop)
    {
        using var run = new ReconnectRun(settings, stand, time);
        return await run.RunAsync(stop);
    }

    private async Task<bool> FuelAsync(Stand stand, CancellationToken stop)
    {
        using var run = new FuelRun(settings, stand, time);
        return await run.RunAsync(stop);
    }
}
