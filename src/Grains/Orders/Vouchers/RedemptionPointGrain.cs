using FuelGrains.GrainInterfaces.Orders.Vouchers;
using FuelGrains.Grains.Live;
using FuelGrains.Grains.Stations;
using FuelGrains.Grains.Storage;
using Orleans.Concurrency;

namespace FuelGrains.Grains.Orders.Vouchers;

/// <summary>A station's redemption point: calls <see cref="RedemptionPoint"/>, and notifies the voucher's owner.</summary>
[StatelessWorker, Reentrant]
public sealed class RedemptionPointGrain(RedemptionPoint redemptions, LedgerReads ledger, LiveNodes live)
    : Grain,
        IRedemptionPointGrain
{
    private StationId Station => new(this.GetPrimaryKey());

    public async Task<RedeemReply> RedeemAsync(RedeemRequest request)
    {
        var (reply, customer) = await redemptions.RedeemAsync(Station, request, CancellationToken.None);
        if (reply.Outcome == RedeemOutcome.Done)
            live.Notify(new(customer!.Value, $"voucher/{reply.Redemption!.Voucher}"));
        return reply;
    }

    public Task<ImmutableArray<Redemption>?> ListAsync(DateTimeOffset from, DateTimeOffset to, int limit) =>
        ledger.ReadAsync(async session =>
            await StationTable.ExistsAsync(session, Station)
                ? await VoucherUseTable.ListRedemptionsAsync(session, Station, from, to, limit)
                : (ImmutableArray<Redemption>?)null
        );
}
