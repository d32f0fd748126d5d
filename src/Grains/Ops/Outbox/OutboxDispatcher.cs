using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FuelGrains.Grains.Ops.Outbox;

/// <summary>
/// Delivers the outbox, on every silo at once: a lane for each receiver there is. Rows of a kind that has none here wait for a
/// silo that has one (the next build's, during an upgrade).
/// </summary>
public sealed class OutboxDispatcher : BackgroundService
{
    private readonly ImmutableArray<OutboxWorker> _lanes;

    public OutboxDispatcher(
        OutboxTable ledger,
        IEnumerable<IOutboxHandler> receivers,
        IOptions<OutboxOptions> options,
        OutboxSignal bell,
        TimeProvider time,
        ILogger<OutboxDispatcher> log
    )
    {
        var all = receivers.ToArray();
        if (all.GroupBy(r => r.Kind).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new InvalidOperationException(
                $"Two receivers take {twice.Key}: {string.Join(", ", twice.Select(r => r.GetType().Name))}."
            );
        _lanes = [.. all.Select(receiver => new OutboxWorker(ledger, receiver, options.Value, bell, time, log))];
    }

    public override void Dispose()
    {
        foreach (var lane in _lanes)
            lane.Dispose();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(_lanes.Select(lane => lane.RunAsync(stoppingToken)));
}
