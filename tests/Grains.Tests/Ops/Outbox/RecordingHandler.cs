using System.Collections.Concurrent;
using FuelGrains.Grains.Ops.Outbox;

namespace FuelGrains.Grains.Tests.Ops.Outbox;

/// <summary>A handler that does what the test says, and records its messages.</summary>
internal sealed class RecordingHandler(string kind, Func<OutboxMessage, CancellationToken, Task>? does = null)
    : IOutboxHandler
{
    private int _running;

    public string Kind => kind;

    public ConcurrentQueue<OutboxMessage> Begun { get; } = [];

    public ConcurrentQueue<string> Done { get; } = [];

    public int MostAtOnce { get; private set; }

    public async Task DeliverAsync(OutboxMessage message, CancellationToken ct)
    {
        Begun.Enqueue(message);
        var running = Interlocked.Increment(ref _running);
        lock (Done)
            MostAtOnce = Math.Max(MostAtOnce, running);
        try
        {
            if (does is not null)
                await does(message, ct);
            Done.Enqueue(message.Subject);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }
}
