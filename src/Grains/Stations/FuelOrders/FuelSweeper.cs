using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Ops.Scheduling;
using FuelGrains.Grains.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FuelGrains.Grains.Stations.FuelOrders;

/// <summary>Takes the first step of a paid fuel order. The order's own schedule takes the steps that this one does not reach.</summary>
public sealed class AdvanceFuelHandler(IGrainFactory grains, TimeProvider time) : IOutboxHandler
{
    // A step that takes longer waits for a silent site. It goes on by itself, and its message keeps no place from the next order.
    private static readonly TimeSpan Brief = TimeSpan.FromSeconds(1);

    public string Kind => OutboxKinds.AdvanceFuel;

    public async Task DeliverAsync(OutboxMessage message, CancellationToken ct)
    {
        var step = grains.GetGrain<IFuelOrderGrain>(OrderId.Parse(message.Subject, null).Value).AdvanceAsync();
        if (await step.EndsWithinAsync(Brief, time, ct))
        {
            await step;
            return;
        }
        step.Ignore();
        ct.ThrowIfCancellationRequested();
    }
}

/// <summary>Finds fuel orders whose next step is due and tells their grains; the sweeper itself changes nothing.</summary>
public sealed class FuelSweeper(
    LedgerDatabase ledger,
    IGrainFactory grains,
    IOptions<FuelOrderOptions> options,
    TimeProvider time,
    ILogger<FuelSweeper> log
)
    : DueRowsService<OrderId>(
        "The sweep of due fuel orders",
        Due,
        options.Value.Sweep,
        // A step waits 4 s for the site.
        lease: TimeSpan.FromSeconds(20),
        ledger,
        time,
        log
    )
{
    private static readonly DueRows<OrderId> Due = new("fuel_orders", "id", "next_at", "id", r => new(r.Id(0)));

    protected override Task HandleAsync(OrderId row) => grains.GetGrain<IFuelOrderGrain>(row.Value).AdvanceAsync();
}
