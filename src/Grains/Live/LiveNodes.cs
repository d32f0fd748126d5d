using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FuelGrains.Grains.Live;

/// <summary>
/// A silo's list of web nodes, asked for every second. A committed batch reaches each node with one message, whoever
/// watches there: attaching every customer's phone to every shard would cost more than it saves.
/// </summary>
public sealed partial class LiveNodes(IGrainFactory grains, TimeProvider time, ILogger<LiveNodes> log)
    : BackgroundService
{
    private static readonly TimeSpan Refresh = TimeSpan.FromSeconds(1);
    private volatile IWebNode[] _nodes = [];

    /// <summary>The web nodes that this silo tells of its commits.</summary>
    public int Count => _nodes.Length;

    public void Publish(OrdersUpdate update)
    {
        if (update.Changes.Length == 0)
            return;
        foreach (var node in _nodes)
            node.OrdersChangedAsync(update).Ignore();
    }

    public void Tell(CustomerNews news)
    {
        foreach (var node in _nodes)
            node.CustomerNewsAsync(news).Ignore();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Refresh, time);
        do
        {
            try
            {
                _nodes = [.. await grains.GetGrain<IWebNodesGrain>(0).ListAsync()];
            }
#pragma warning disable CA1031 // keep the last list: a missed refresh is healed by the next
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                LogMissed(log, error.Message);
            }
#pragma warning restore CA1031
        } while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }

    [LoggerMessage(1, LogLevel.Warning, "The list of web nodes could not be renewed: {Reason}")]
    private static partial void LogMissed(ILogger log, string reason);
}
