using FuelGrains.GrainInterfaces.Orders.Vouchers;
using FuelGrains.Grains.Live;
using FuelGrains.Grains.Storage;
using FuelGrains.Grains.Storage.Sealing;
using Orleans.Concurrency;

namespace FuelGrains.Grains.Orders.Vouchers;

/// <summary>A customer's vouchers. <see cref="VoucherHolds"/> decides holds; this grain notifies the customer of changes.</summary>
[StatelessWorker, Reentrant]
public sealed class WalletGrain(
    LedgerReads ledger,
    VoucherHolds holds,
    Sealer sealer,
    LiveNodes live,
    TimeProvider time
) : Grain, IWalletGrain
{
    // A longer plan could not be held in one short transaction.
    private const int MaxPlanned = 100;
    public const int MaxHolderLength = 100;

    private CustomerId Customer => new(this.GetPrimaryKey());

    public Task<ImmutableArray<VoucherView>> ListAsync(VoucherState? state, VoucherId? before, int limit) =>
        ledger.ReadAsync(session => VoucherQueries.ListAsync(session, Customer, state, before, limit));

    public async Task<VoucherView?> FindAsync(VoucherId voucher) =>
        await ledger.ReadAsync(session => VoucherQueries.FindAsync(session, voucher)) is { } found
        && found.Customer == Customer
            ? found
            : null;

    public async Task<string?> CodeAsync(VoucherId voucher) =>
        await ledger.ReadAsync(session => VoucherQueries.SealedCodeAsync(session, voucher, Customer)) is { } envelope
            ? sealer.Open(VoucherTable.CodePlace(voucher), envelope)
            : null;

    public async Task<Funding> PlanAsync(FuellingBill bill)
    {
        var now = time.GetUtcNow();
        return FundingOrder.Plan(
            bill,
            await ledger.ReadAsync(session => VoucherQueries.UsableAsync(session, Customer, now, MaxPlanned)),
            now
        );
    }

    public async Task<WalletReply> HoldAsync(string holder, ImmutableArray<VoucherId> vouchers, StationId station)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(holder.Length, MaxHolderLength);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(vouchers.Length, MaxPlanned);
        return Notify(await holds.HoldAsync(Customer, holder, vouchers, station, CancellationToken.None));
    }

    public async Task<WalletReply> ConfirmAsync(string holder, ImmutableArray<VoucherShare> used, StationId station) =>
        Notify(await holds.ConfirmAsync(Customer, holder, used, station, CancellationToken.None));

    public async Task<WalletReply> ReleaseAsync(string holder) =>
        Notify(await holds.ReleaseAsync(Customer, holder, CancellationToken.None));

    public async Task<WalletReply> ExpireAsync(string holder) =>
        Notify(await holds.ExpireAsync(Customer, holder, CancellationToken.None));

    private WalletReply Notify(HoldResult result)
    {
        foreach (var voucher in result.Changed)
            live.Notify(new(Customer, $"voucher/{voucher}"));
        return result.Reply;
    }
}
