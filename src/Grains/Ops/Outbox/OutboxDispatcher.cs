using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FuelGrains.Grains.Ops.Outbox;

/// <summary>
/// Delivers the outbox on every silo: one worker for each handler. Messages of a kind without a handler here wait for a silo that
/// has the handler (one of the next build, during an upgrade).
/// </summary>
public sealed class OutboxDispatcher : BackgroundService
{
    private readonly ImmutableArray<OutboxWorker> _workers;

    public OutboxDispatcher(
        OutboxTable table,
        IEnumerable<IOutboxHandler> handlers,
        IOptions<OutboxOptions> options,
        OutboxSignal signal,
        TimeProvider time,
        ILogger<OutboxDispatcher> log
    )
    {
        var all = handlers.ToArray();
        if (all.GroupBy(r => r.Kind).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new InvalidOperationException(
                $"Two handlers are registered for {twice.Key}: {string.Join(", ", twice.Select(r => r.GetType().Name))}."
            );
        _workers = [.. all.Select(handler => new OutboxWorker(table, handler, options.Value, signal, time, log))];
    }

    public override void Dispose()
    {
        foreach (var worker in _workers)
            worker.Dispose();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(_workers.Select(worker => worker.RunAsync(stoppingToken)));
}
