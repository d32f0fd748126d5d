using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.Grains.Campaigns.Stock;
using FuelGrains.Grains.Storage;
using FuelGrains.Grains.Tests.Storage;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Campaigns.Stock;

/// <summary>The contract between the hot path and the ledger, on either database.</summary>
public abstract partial class StockTableContract(Func<Task<LedgerFixture>> make) : LedgerContract(make)
{
    [Fact]
    public async Task An_unknown_shard_does_not_open()
    {
        var sale = await Fixture.PublishAsync(stock: 1);
        (await Fixture.OpenAsync(new(new(Guid.NewGuid()), 0))).Opening.ShouldBeNull();
        (await Fixture.OpenAsync(new(sale.View.Id, 1))).Opening.ShouldBeNull();
    }

    [Fact]
    public async Task Opening_raises_the_epoch_and_tells_the_terms_and_the_counters()
    {
        var sale = await Fixture.PublishAsync(stock: 7);
        var key = new StockShardKey(sale.View.Id, 0);
        var (first, _) = await Fixture.OpenAsync(key);
        var (second, _) = await Fixture.OpenAsync(key);
        second.Epoch.ShouldBe(first.Epoch + 1);
        second.ShouldBe(new(sale.View.Terms, CampaignStatus.Published, second.Epoch, new(0, 7, 0, 0)));
    }

    [Fact]
    public async Task A_batch_claims_moves_the_counters_and_answers()
    {
        var (key, epoch) = await OpenedAsync(stock: 5);
        var commit = await Fixture.CommitAsync(key, epoch, LedgerFixture.Order(2), LedgerFixture.Order(1));
        (commit.IsStale, commit.HasConflicts, commit.Counters).ShouldBe((false, false, new ShardCounters(1, 5, 3, 0)));
        (await EqualAsync(key.Campaign)).ShouldHaveSingleItem().ShouldBe(new(0, epoch, 1, 5, 3, 0));
    }

    [Fact]
    public async Task The_same_batch_again_claims_nothing_and_names_every_order()
    {
        var (key, epoch) = await OpenedAsync(stock: 5);
        NewOrder[] orders = [LedgerFixture.Order(), LedgerFixture.Order()];
        await Fixture.CommitAsync(key, epoch, orders);
        var again = await Fixture.CommitAsync(key, epoch, orders);
        again.Duplicates.ShouldBe(orders.Select(o => o.Id), ignoreOrder: true);
        again.Counters.ShouldBe(new ShardCounters(2, 5, 2, 0));
        await EqualAsync(key.Campaign);
    }

    [Fact]
    public async Task One_taken_key_leaves_the_others_of_its_batch_claimed()
    {
        var (key, epoch) = await OpenedAsync(stock: 5);
        var taken = LedgerFixture.Order();
        await Fixture.CommitAsync(key, epoch, taken);
        var sameKey = LedgerFixture.Order(2, taken.Customer, taken.KeyHash);
        var commit = await Fixture.CommitAsync(key, epoch, LedgerFixture.Order(), sameKey, LedgerFixture.Order());
        commit.Duplicates.ShouldBe([sameKey.Id]);
        commit.Counters.Held.ShouldBe(3);
        await EqualAsync(key.Campaign);
    }

    [Fact]
    public async Task A_key_twice_in_one_batch_is_claimed_once()
    {
        var (key, epoch) = await OpenedAsync(stock: 5);
        var order = LedgerFixture.Order();
        var commit = await Fixture.CommitAsync(
            key,
            epoch,
            order,
            LedgerFixture.Order(1, order.Customer, order.KeyHash)
        );
        commit.Duplicates.Count.ShouldBe(1);
        commit.Counters.Held.ShouldBe(1);
        await EqualAsync(key.Campaign);
    }

    [Fact]
    public async Task A_key_belongs_to_its_customer_and_its_sale()
    {
        var (key, epoch) = await OpenedAsync(stock: 5);
        var (other, otherEpoch) = await OpenedAsync(stock: 5);
        var order = LedgerFixture.Order();
        await Fixture.CommitAsync(key, epoch, order);
        (
            await Fixture.CommitAsync(key, epoch, LedgerFixture.Order(1, key: order.KeyHash))
        ).HasConflicts.ShouldBeFalse();
        (
            await Fixture.CommitAsync(other, otherEpoch, LedgerFixture.Order(1, order.Customer, order.KeyHash))
        ).HasConflicts.ShouldBeFalse();
    }

    [Fact]
    public async Task A_stale_epoch_claims_moves_counts_writes_messages_and_lends_nothing()
    {
        var (key, stale) = await OpenedAsync(stock: 5, shards: 2);
        var order = LedgerFixture.Order();
        await Fixture.CommitAsync(key, stale, order);
        await Fixture.OpenAsync(key);
        var before = await Fixture.ShardsAsync(key.Campaign);

        var commit = await Fixture.CommitAsync(
            key,
            stale,
            [LedgerFixture.Order()],
            [LedgerFixture.Move(order, OrderStatus.Paid)]
        );
        var loan = await Fixture.LendAsync(key, stale, toShard: 1, units: 1);

        (commit.IsStale, loan.IsStale).ShouldBe((true, true));
        (await EqualAsync(key.Campaign)).ShouldBe(before);
        (await Fixture.OpenAsync(key))
            .Orders.ShouldHaveSingleItem()
            .OrderState.Status.ShouldBe(OrderStatus.PendingPayment);
        (await Fixture.OutboxAsync(order.Id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task More_than_allotted_fails_whole_and_changes_nothing()
    {
        var (key, epoch) = await OpenedAsync(stock: 3);
        var order = LedgerFixture.Order(2);
        await Fixture.CommitAsync(key, epoch, order);
        var before = await Fixture.ShardsAsync(key.Campaign);

        await Should.ThrowAsync<Exception>(() =>
            Fixture.CommitAsync(key, epoch, [LedgerFixture.Order(), LedgerFixture.Order()], [])
        );

        (await EqualAsync(key.Campaign)).ShouldBe(before);
        (await Fixture.OpenAsync(key)).Orders.ShouldHaveSingleItem().Id.ShouldBe(order.Id);
    }

    [Fact]
    public async Task A_batch_after_a_failed_one_goes_through()
    {
        var (key, epoch) = await OpenedAsync(stock: 1);
        await Should.ThrowAsync<Exception>(() => Fixture.CommitAsync(key, epoch, LedgerFixture.Order(2)));
        (await Fixture.CommitAsync(key, epoch, LedgerFixture.Order())).Counters.Held.ShouldBe(1);
    }

    [Fact]
    public async Task A_reopened_shard_reads_every_order_back_exactly()
    {
        var (key, epoch) = await OpenedAsync(stock: 9);
        var sibling = LedgerFixture.Order(1, payBy: 100);
        NewOrder[] orders =
        [
            LedgerFixture.Order(3, payBy: 300),
            LedgerFixture.Order(1, payBy: 200),
            LedgerFixture.Order(2, payBy: 400),
            sibling,
        ];
        await Fixture.CommitAsync(key, epoch, orders);
        await Fixture.CommitAsync(
            key,
            epoch,
            [],
            [LedgerFixture.Move(orders[1], OrderStatus.Cancelled, CloseCause.SaleClosed)]
        );

        var (opening, read) = await Fixture.OpenAsync(key);

        opening.Counters.ShouldBe(new ShardCounters(2, 9, 6, 0));
        read.ShouldBe(
            [
                Stored(orders[0]),
                Stored(orders[1]) with
                {
                    OrderState = new(OrderStatus.Cancelled, CloseCause.SaleClosed, false, orders[1].Quantity, 0),
                    ClosedAt = LedgerFixture.Start.AddMilliseconds(2),
                },
                Stored(orders[2]),
                Stored(sibling),
            ],
            ignoreOrder: true
        );
        read.ShouldAllBe(o => o.PayBy.Offset == TimeSpan.Zero);
    }

    [Fact]
    public async Task An_order_s_state_is_read_for_its_own_shard_and_customer_alone()
    {
        var (key, epoch) = await OpenedAsync(stock: 5, shards: 2);
        var order = LedgerFixture.Order(2);
        await Fixture.CommitAsync(key, epoch, order);
        await Fixture.CommitAsync(
            key,
            epoch,
            [],
            [LedgerFixture.Move(order, OrderStatus.Cancelled, CloseCause.Expired)]
        );
        (await Fixture.Stock.FindAsync(key, order.Id, order.Customer)).ShouldBe(
            new(OrderStatus.Cancelled, CloseCause.Expired, false, 2, 0)
        );
        (await Fixture.Stock.FindAsync(key, order.Id, OpenShard.Somebody())).ShouldBeNull();
        (await Fixture.Stock.FindAsync(key with { Shard = 1 }, order.Id, order.Customer)).ShouldBeNull();
        (await Fixture.Stock.FindAsync(key, LedgerFixture.Order().Id, order.Customer)).ShouldBeNull();
    }

    [Fact]
    public async Task Two_owners_committing_at_once_never_both_get_in()
    {
        var (key, old) = await OpenedAsync(stock: 1_000);
        var zombie = Task.Run(
            async () =>
            {
                while (!(await Fixture.CommitAsync(key, old, LedgerFixture.Order())).IsStale) { }
            },
            Ct
        );
        var (opening, read) = await Fixture.OpenAsync(key);
        for (var i = 0; i < 10; i++)
            await Fixture.CommitAsync(key, opening.Epoch, LedgerFixture.Order());
        await zombie;

        // The new owner has read everything that the old one ever got in.
        (await EqualAsync(key.Campaign))
            .ShouldHaveSingleItem()
            .Held.ShouldBe(read.Count + 10);
        opening.Counters.Held.ShouldBe(read.Count);
    }

    private static StoredOrder Stored(NewOrder o) =>
        new(
            o.Id,
            o.Customer,
            o.KeyHash,
            o.BodyHash,
            o.Quantity,
            new(OrderStatus.PendingPayment, CloseCause.None, false, o.Quantity, 0),
            o.PayBy
        );

    private async Task<(StockShardKey Key, long Epoch)> OpenedAsync(long stock, int shards = 1)
    {
        var key = new StockShardKey((await Fixture.PublishAsync(stock, shards)).View.Id, 0);
        return (key, (await Fixture.OpenAsync(key)).Opening.Epoch);
    }
}
