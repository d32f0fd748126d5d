using FuelGrains.WeChatSimulator.Hosting;
using Microsoft.Extensions.Hosting;

namespace FuelGrains.Silo.Customers;

/// <summary>Runs the simulator of WeChat inside this process, by this process's clock.</summary>
internal sealed class SimulatorHost(SimulatorOptions options, SimulatorKeys keys, TimeProvider time)
    : IHostedService,
        IAsyncDisposable
{
    /// <summary>Consents from the start: in the demo nobody grants any at WeChat, so the product's own count decides.</summary>
    public const int FreeConsents = 1_000;

    private Simulator? _simulator;

    public async Task StartAsync(CancellationToken cancellationToken) =>
        _simulator = await Simulator.StartAsync(options, keys, time, cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _simulator, null) is { } simulator)
            await simulator.DisposeAsync();
    }
}
