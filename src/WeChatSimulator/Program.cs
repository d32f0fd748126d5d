using FuelGrains.WeChatSimulator.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

// This process runs the simulator alone, so that it outlives a killed product. See README.md.
var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Args = args, DisableDefaults = true });
builder.Configuration.AddEnvironmentVariables("WeChatSimulator__").AddCommandLine(args);
var options = builder.Configuration.Get<SimulatorOptions>() ?? new();
using var host = builder.Build();
await host.StartAsync();
await using var simulator = await Simulator.StartAsync(options, TimeProvider.System, CancellationToken.None);
Console.WriteLine($"The simulator of WeChat is up: {simulator.Address}");
await host.WaitForShutdownAsync();
