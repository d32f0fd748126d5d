using FuelGrains.Grains.Ops;
using FuelGrains.Grains.Ops.Outbox;
using Microsoft.Extensions.Logging;

namespace FuelGrains.Grains.Stations.FuelOrders;

/// <summary>A fuel order is paid: its first step. What it does not reach, the order's own schedule does.</summary>
public sealed class AdvanceFuelHandler(IGrainFactory grains) : IOutboxHandler
{
    public string Kind => OutboxKinds.AdvanceFuel;

    public Task DeliverAsync(OutboxMessage message, CancellationToken ct) =>
        grains.GetGrain<IFuelOrderGrain>(OrderId.Parse(message.Subject, null).Value).AdvanceAsync().WaitAsync(ct);
}

/// <summary>Finds fuel orders whose next step is due and tells their grains; it changes nothing itself.</summary>
public sealed class FuelSweeper(FuelTools tools, TimeProvider time, ILogger<FuelSweeper> log)
    : Sweeper("due fuel orders", tools.Options.Sweep, time, log)
{
    // A step waits 4 s for the site; what is not done within this comes again.
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(20);
    private const int Page = 200;
    private const int Concurrency = 32;

    protected override async Task RunOnceAsync(CancellationToken ct)
    {
        var now = Time.GetUtcNow();
        var due = await tools.Ledger.WriteAsync(
            session => FuelOrderRows.TakeDueAsync(session, now, now + Lease, Page),
            ct
        );
        await Parallel.ForEachAsync(
            due,
            new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = ct },
            async (order, _) => await TellAsync(order)
        );
    }

    private async Task TellAsync(Guid order)
    {
        try
        {
            await tools.Grains.GetGrain<IFuelOrderGrain>(order).AdvanceAsync();
        }
#pragma warning disable CA1031 // its row comes again when the lease is over
        catch (Exception error)
        {
            Log.LogWarning("Fuel order {Order} could not be advanced: {Reason}", order, error.Message);
        }
#pragma warning restore CA1031
    }
}
