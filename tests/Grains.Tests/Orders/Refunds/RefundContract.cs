using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.GrainInterfaces.Orders.Refunds;
using FuelGrains.Grains.Tests.Orders.Payments;
using FuelGrains.Grains.Tests.Storage;
using Shouldly;

namespace FuelGrains.Grains.Tests.Orders.Refunds;

/// <summary>The commands and the fulfilled order that every contract of refunds begins with.</summary>
public abstract class RefundContract(Func<Task<LedgerFixture>> make) : OrderMoneyContract(make)
{
    protected static RefundCommand Staff(long amountFen) =>
        new()
        {
            KeyHash = Guid.NewGuid(),
            BodyHash = 1,
            Staff = "wang",
            AmountFen = amountFen,
            Reason = "complaint",
        };

    /// <summary>Fulfils the order and uses its voucher up: staff can refund money, but no voucher.</summary>
    protected async Task IssuedAsync(string shard, CustomerId customer, OrderId order)
    {
        (
            await Fixture
                .Silo.Grains.GetGrain<IOrderOwnerGrain>(shard)
                .ApplyAsync(new(order, customer, OrderAction.Fulfil))
        ).Outcome.ShouldBe(TransitionOutcome.Applied);
        var now = Fixture.Silo.Time.Now;
        await Fixture.Silo.Fixture.Database.WriteAsync(
            session =>
                session
                    .Sql(
                        """
                        INSERT INTO vouchers (id, order_id, unit, customer_id, product_id, title, kind, grade, volume_ml,
                            remaining_ml, value_fen, threshold_fen, price_fen, stations, code_index, code_sealed, state,
                            cause, holder, valid_from, valid_to, issued_at, changed_at, revision)
                        VALUES (@id, @order, 0, @customer, @id, 't', 2, '', 0,
                            0, 0, 0, 19900, '', @id, 'x', 2,
                            0, 'redemption/1', @now, @now, @now, @now, 1)
                        """
                    )
                    .With("id", Guid.NewGuid())
                    .With("order", order.Value)
                    .With("customer", customer.Value)
                    .With("now", now)
                    .ExecuteAsync(),
            Ct
        );
    }
}
