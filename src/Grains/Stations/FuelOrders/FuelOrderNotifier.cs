using FuelGrains.Grains.Live;
using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Stations.Sales;
using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Stations.FuelOrders;

/// <summary>
/// Announces a committed change of a fuel order: the outbox delivers at once, the customer's pages get the order, and the station's
/// board gets its sale. A lost announcement does no harm: each receiver also reads the ledger.
/// </summary>
public sealed class FuelOrderNotifier(
    LedgerDatabase database,
    IGrainFactory grains,
    LiveNodes live,
    OutboxSignal outbox
)
{
    /// <param name="seen">The order before the change; null when it was just placed.</param>
    internal async Task OnCommittedAsync(FuelOrder? seen, FuelOrder next)
    {
        outbox.Set();
        var station = await database.ReadAsync(session => StationTable.NameAsync(session, next.Pump.Station));
        live.Notify(new(next.Customer, $"order/{next.Id}", new(null, next, station)));
        foreach (var share in next.Shares)
            live.Notify(new(next.Customer, $"voucher/{share.Voucher}"));
        if (next.Sale is not { } sale || (seen?.Phase == next.Phase && seen.Status == next.Status))
            return;
        if (await database.ReadAsync(session => FuelSaleTable.FindAsync(session, sale)) is { } row)
            grains.GetGrain<IStationGrain>(next.Pump.Station.Value).SaleChangedAsync(row).Ignore();
    }
}
