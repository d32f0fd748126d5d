using System.Collections.Immutable;
using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.GrainInterfaces.Orders.Vouchers;
using FuelGrains.GrainInterfaces.Stations;
using FuelGrains.Grains.Live;
using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Orders.Vouchers;
using FuelGrains.Grains.Tests.Campaigns;
using FuelGrains.Grains.Tests.Campaigns.Stock;
using FuelGrains.Grains.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Orders.Vouchers;

/// <summary>A paid order becomes vouchers exactly once, or not at all, on either store.</summary>
public abstract class FulfilOrderContract(Func<Task<LedgerFixture>> make) : IAsyncLifetime
{
    private SiloOnLedger _silo = null!;
    private StockShardKey _sale;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private VoucherFixture Vouchers => field ??= new(_silo.Fixture.Database);

    public async ValueTask InitializeAsync()
    {
        _silo = await SiloOnLedger.StartAsync(make);
        _sale = await _silo.PublishAsync(stock: 100);
        await _silo.Fixture.Database.WriteAsync(
            s =>
                s.Sql("UPDATE products SET kind = 0, grade = '95#', volume_ml = 30000, valid_days = 30").ExecuteAsync(),
            Ct
        );
    }

    public ValueTask DisposeAsync() => _silo.DisposeAsync();

    [Fact]
    public async Task Eight_deliverers_at_once_issue_each_unit_once()
    {
        var order = await PayAsync(quantity: 3);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => DeliverAsync(order)));
        await DeliverAsync(order);

        (await StatusAsync(order)).ShouldBe(OrderStatus.Fulfilled);
        var vouchers = await OfAsync(order);
        vouchers
            .Select(v => v.Id)
            .ShouldBe(Enumerable.Range(0, 3).Select(unit => VoucherId.Of(order, unit)), ignoreOrder: true);
        vouchers.ShouldAllBe(v =>
            v.State == VoucherState.Issued && v.Holder == null && v.RemainingMl == 30_000 && v.PriceFen == 19_900
        );
        vouchers.ShouldAllBe(v =>
            v.ValidFrom == _silo.Time.Now && v.ValidTo == _silo.Time.Now.AddDays(30) && v.Unit.Grade == "95#"
        );
    }

    [Fact]
    public async Task A_delivery_that_died_between_its_steps_is_finished_by_the_next()
    {
        var order = await PayAsync(quantity: 2);
        await AddAsync(order);
        (await OfAsync(order)).ShouldAllBe(
            v => v.State == VoucherState.Held && v.Holder == $"issue/{order}",
            "until the order is fulfilled nobody may use them"
        );
        await DeliverAsync(order);
        (await OfAsync(order)).Select(v => v.State).ShouldBe([VoucherState.Issued, VoucherState.Issued]);

        var second = await PayAsync(quantity: 1);
        await AddAsync(second);
        await Owner.ApplyAsync(new(second, (await FindAsync(second)).Customer, OrderAction.Fulfil));
        (await OfAsync(second)).ShouldHaveSingleItem().State.ShouldBe(VoucherState.Held);
        await DeliverAsync(second);
        (await OfAsync(second)).ShouldHaveSingleItem().State.ShouldBe(VoucherState.Issued);
    }

    [Fact]
    public async Task An_order_that_was_refunded_first_never_has_a_usable_voucher()
    {
        var (before, between) = (await PayAsync(quantity: 1), await PayAsync(quantity: 1));
        await AddAsync(between);
        foreach (var order in new[] { before, between })
        {
            var customer = (await FindAsync(order)).Customer;
            (await Owner.ApplyAsync(new(order, customer, OrderAction.Refund))).Outcome.ShouldBe(
                TransitionOutcome.Applied
            );
            await DeliverAsync(order);
        }
        (await OfAsync(before)).ShouldBeEmpty();
        (await OfAsync(between)).ShouldHaveSingleItem().State.ShouldBe(VoucherState.Refunded);
        await DeliverAsync(between);
        (await OfAsync(between)).ShouldHaveSingleItem().State.ShouldBe(VoucherState.Refunded);
    }

    [Fact]
    public async Task A_refund_and_eight_deliverers_at_once_agree_on_one_outcome()
    {
        for (var round = 0; round < 5; round++)
        {
            var order = await PayAsync(quantity: 2);
            var customer = (await FindAsync(order)).Customer;
            await Task.WhenAll([
                .. Enumerable.Range(0, 8).Select(_ => DeliverAsync(order)),
                RefundAsync(order, customer),
            ]);
            // A fulfilled order has issued vouchers, which the refund's own transaction takes. A refunded order has none left to use.
            (await StatusAsync(order)).ShouldBe(OrderStatus.Refunding);
            var states = (await OfAsync(order)).Select(v => v.State).Distinct().ToList();
            states.Count.ShouldBeLessThanOrEqualTo(1);
            states.ShouldAllBe(s => s == VoucherState.Issued || s == VoucherState.Refunded);
        }
    }

    [Fact]
    public async Task An_unpaid_order_gets_no_voucher_and_its_message_stays()
    {
        var customer = OpenShard.Somebody();
        var held = (await _silo.BuyAsync(_sale, OpenShard.Request(customer))).Order;
        await Should.ThrowAsync<InvalidOperationException>(() => DeliverAsync(held));
        await Should.ThrowAsync<InvalidOperationException>(() => DeliverAsync(new(Guid.NewGuid())));
        (await OfAsync(held)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_wallet_shows_its_own_vouchers_alone_with_a_code_that_no_row_shows()
    {
        var order = await PayAsync(quantity: 1);
        await DeliverAsync(order);
        var (voucher, customer) = (VoucherId.Of(order, 0), (await FindAsync(order)).Customer);
        var wallet = _silo.Grains.GetGrain<IWalletGrain>(customer.Value);
        (await wallet.ListAsync(VoucherState.Issued, null, 10)).ShouldHaveSingleItem().Id.ShouldBe(voucher);
        (await wallet.ListAsync(VoucherState.Used, null, 10)).ShouldBeEmpty();
        var code = await wallet.CodeAsync(voucher);
        VoucherCode.TryRead(code!, out _).ShouldBeTrue();
        var row = await _silo.Fixture.Database.ReadAsync(
            s =>
                s.Sql("SELECT code_sealed FROM vouchers WHERE id = @id")
                    .With("id", voucher.Value)
                    .FirstAsync(r => r.Text(0)),
            Ct
        );
        row!.ShouldNotContain(code!);

        var stranger = _silo.Grains.GetGrain<IWalletGrain>(Guid.NewGuid());
        (await stranger.ListAsync(null, null, 10)).ShouldBeEmpty();
        (await stranger.FindAsync(voucher)).ShouldBeNull();
        (await stranger.CodeAsync(voucher)).ShouldBeNull();

        var plan = await wallet.PlanAsync(new(new(Guid.NewGuid()), "95#", 40_000, 7_899, 31_596));
        (plan.Vouchers.ShouldHaveSingleItem(), plan.MoneyFen).ShouldBe(
            (new VoucherShare(voucher, 30_000, 23_697), 7_899L)
        );
        (await wallet.HoldAsync("fuelling/1", [voucher], new(Guid.NewGuid()))).Outcome.ShouldBe(WalletOutcome.Done);
        (await wallet.ConfirmAsync("fuelling/1", plan.Vouchers, new(Guid.NewGuid()))).Outcome.ShouldBe(
            WalletOutcome.Done
        );
        (await wallet.FindAsync(voucher))!.State.ShouldBe(VoucherState.Used);
    }

    private IOrderOwnerGrain Owner => _silo.Grains.GetGrain<IOrderOwnerGrain>(_sale.ToString());

    private async Task<OrderId> PayAsync(int quantity)
    {
        var customer = OpenShard.Somebody();
        var order = (await _silo.BuyAsync(_sale, OpenShard.Request(customer, quantity))).Order;
        (await Owner.ApplyAsync(new(order, customer, OrderAction.Confirm))).Outcome.ShouldBe(TransitionOutcome.Applied);
        return order;
    }

    // The shard answers Unknown while another command for the order is under way, so every caller repeats its command.
    private async Task RefundAsync(OrderId order, CustomerId customer)
    {
        while ((await Owner.ApplyAsync(new(order, customer, OrderAction.Refund))).Outcome == TransitionOutcome.Unknown)
            await Task.Yield();
    }

    private Task DeliverAsync(OrderId order) =>
        new FulfilOrder(
            _silo.Fixture.Database,
            VoucherFixture.Sealer,
            _silo.Grains,
            new LiveNodes(_silo.Grains, _silo.Time, NullLogger<LiveNodes>.Instance),
            _silo.Time
        ).DeliverAsync(new(Guid.NewGuid(), OutboxKinds.FulfilOrder, order.ToString(), "", 0), Ct);

    private async Task AddAsync(OrderId order)
    {
        var found = await FindAsync(order);
        (
            await _silo.Fixture.Database.WriteAsync(
                s => FulfilOrder.AddAsync(s, found, VoucherFixture.Sealer, _silo.Time.Now),
                Ct
            )
        ).ShouldBe(found.Quantity);
    }

    private async Task<IssueOrder> FindAsync(OrderId order) =>
        (await _silo.Fixture.Database.ReadAsync(s => FulfilOrder.FindAsync(s, order), Ct))!;

    private async Task<OrderStatus> StatusAsync(OrderId order) => (await FindAsync(order)).Status;

    private Task<ImmutableArray<VoucherView>> OfAsync(OrderId order) =>
        _silo.Fixture.Database.ReadAsync(s => VoucherQueries.OfOrderAsync(s, order), Ct);
}

public sealed class PostgresFulfilOrderTests() : FulfilOrderContract(() => LedgerFixture.PostgresAsync());

public sealed class SqliteFulfilOrderTests() : FulfilOrderContract(LedgerFixture.SqliteAsync);
