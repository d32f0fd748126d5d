using FuelGrains.Grains.Live;
using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Orders.Vouchers;
using FuelGrains.Grains.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FuelGrains.Grains.Stations.FuelOrders;

/// <summary>What every step of a fuel order works with.</summary>
public sealed class FuelTools(
    LedgerDatabase ledger,
    IGrainFactory grains,
    LiveNodes live,
    OutboxSignal bell,
    TimeProvider time,
    IOptions<FuelOrderOptions> options,
    ILogger<FuelOrderGrain> log
)
{
    // Whoever lost a race looks again; nobody loses for ever.
    private const int Rounds = 5;

    public LedgerDatabase Ledger => ledger;
    public IGrainFactory Grains => grains;
    public FuelOrderOptions Options => options.Value;
    public ILogger Log => log;
    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>
    /// Changes an order: judged on its row, written from the fence that was judged, again when somebody was faster. Null: there is none.
    /// </summary>
    /// <param name="change">The order as it should be, or itself when nothing is to be done.</param>
    /// <param name="beside">What else belongs to the same commit.</param>
    internal async Task<(FuelOrder Seen, FuelOrder Next)?> ChangeAsync(
        OrderId id,
        Func<FuelOrder, FuelOrder> change,
        Func<LedgerSession, FuelOrder, Task>? beside = null
    )
    {
        for (var round = 0; round < Rounds; round++)
        {
            if (await ledger.ReadAsync(session => FuelOrderRows.FindAsync(session, id)) is not { } seen)
                return null;
            var next = change(seen);
            if (next == seen)
                return (seen, seen);
            var written = await ledger.WriteAsync(
                async session =>
                {
                    if (!await FuelCommit.WriteAsync(session, seen, next, Now))
                        return false;
                    if (beside is not null)
                        await beside(session, seen);
                    return true;
                },
                CancellationToken.None
            );
            if (!written)
                continue;
            await ChangedAsync(seen, next);
            return (seen, next with { Fence = seen.Fence + 1 });
        }
        throw new TimeoutException($"Fuel order {id} changes too often.");
    }

    /// <summary>After a commit: effects are delivered now, the customer looks again, the station's board shows its sale.</summary>
    internal async Task ChangedAsync(FuelOrder? seen, FuelOrder next)
    {
        bell.Set();
        var station = await ledger.ReadAsync(session => FuelOrderRows.StationNameAsync(session, next.Pump.Station));
        live.Notify(new(next.Customer, $"order/{next.Id}", new(null, next, station)));
        foreach (var share in next.Shares)
            live.Notify(new(next.Customer, $"voucher/{share.Voucher}"));
        if (next.Sale is not { } sale || (seen?.Phase == next.Phase && seen.Status == next.Status))
            return;
        if (await ledger.ReadAsync(session => FuelSaleRows.FindAsync(session, sale)) is { } row)
            grains.GetGrain<IStationGrain>(next.Pump.Station.Value).SaleChangedAsync(row).Ignore();
    }
}
