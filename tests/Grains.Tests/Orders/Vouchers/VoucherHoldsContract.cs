using System.Collections.Immutable;
using FuelGrains.GrainInterfaces.Orders.Vouchers;
using FuelGrains.GrainInterfaces.Stations;
using FuelGrains.Grains.Tests.Storage;

namespace FuelGrains.Grains.Tests.Orders.Vouchers;

/// <summary>A customer's wallet and a holder at a station, for every contract of the holds of vouchers.</summary>
public abstract class VoucherHoldsContract(Func<Task<LedgerFixture>> make) : LedgerContract(make)
{
    protected static StationId Station { get; } = new(Guid.NewGuid());

    protected string Holder { get; } = $"fuelling/{Guid.NewGuid()}";

    private protected VoucherFixture Vouchers => field ??= new(Fixture.Database);

    protected async Task<WalletReply> HoldAsync(params ImmutableArray<VoucherId> ids) =>
        (await Vouchers.Holds.HoldAsync(Vouchers.Customer, Holder, ids, Station, Ct)).Reply;

    protected async Task<WalletReply> ConfirmAsync(params ImmutableArray<VoucherShare> used) =>
        (await Vouchers.Holds.ConfirmAsync(Vouchers.Customer, Holder, used, Station, Ct)).Reply;

    protected async Task<WalletReply> EndAsync(bool expired) =>
        (
            await (
                expired
                    ? Vouchers.Holds.ExpireAsync(Vouchers.Customer, Holder, Ct)
                    : Vouchers.Holds.ReleaseAsync(Vouchers.Customer, Holder, Ct)
            )
        ).Reply;
}
