using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.GrainInterfaces.Orders.Vouchers;
using FuelGrains.GrainInterfaces.Stations;
using FuelGrains.Grains.Orders.Vouchers;
using FuelGrains.Grains.Tests.Storage;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Orders.Vouchers;

/// <summary>Inserting vouchers, on either store.</summary>
public abstract class VoucherTableContract(Func<Task<LedgerFixture>> make) : LedgerContract(make)
{
    private static readonly ProductView ThirtyLitres = new(new(Guid.NewGuid()), "Thirty litres", "")
    {
        Unit = new()
        {
            Kind = ProductKind.Litres,
            Grade = "95#",
            VolumeMl = 30_000,
            ValidDays = 30,
        },
    };

    private VoucherFixture Vouchers => field ??= new(Fixture.Database);

    [Fact]
    public async Task A_reward_is_issued_at_once_without_an_order_and_inserted_once()
    {
        var reward = Reward();
        (await InsertAsync(reward)).ShouldBe(1);
        (await InsertAsync(reward)).ShouldBe(0);
        var voucher = await Vouchers.FindAsync(reward.Id);
        voucher.ShouldSatisfyAllConditions(
            v => v.State.ShouldBe(VoucherState.Issued),
            v => v.Order.ShouldBeNull(),
            v => v.Holder.ShouldBeNull(),
            v => v.RemainingMl.ShouldBe(30_000),
            v => v.PriceFen.ShouldBe(0),
            v => v.ValidTo.ShouldBe(LedgerFixture.Start.AddDays(30))
        );
        (await Vouchers.CountAsync("vouchers", $"cause = {VoucherCause.InviteReward:D}")).ShouldBe(1);
    }

    [Fact]
    public async Task A_voucher_of_an_order_that_is_not_paid_is_not_inserted() =>
        (
            await InsertAsync(
                Reward() with
                {
                    Cause = VoucherCause.Order,
                    Order = new OrderId(Guid.NewGuid()),
                    Holder = "issue/1",
                }
            )
        ).ShouldBe(0);

    private static NewVoucher Reward() =>
        new()
        {
            Id = new(Guid.CreateVersion7()),
            Customer = new CustomerId(Guid.NewGuid()),
            Product = ThirtyLitres,
            Cause = VoucherCause.InviteReward,
        };

    private Task<int> InsertAsync(NewVoucher voucher) =>
        Fixture.Database.WriteAsync(
            s => VoucherTable.InsertAsync(s, voucher, VoucherFixture.Sealer, LedgerFixture.Start),
            Ct
        );
}

public sealed class PostgresVoucherTableTests() : VoucherTableContract(() => LedgerFixture.PostgresAsync());

public sealed class SqliteVoucherTableTests() : VoucherTableContract(LedgerFixture.SqliteAsync);
