using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.Grains.Campaigns.Stock;
using FuelGrains.Grains.Storage;
using FuelGrains.Grains.Tests.Storage;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Campaigns.Stock;

/// <summary>What the hot path may expect of the ledger, whichever database keeps it.</summary>
public abstract class StockTableContract(Func<Task<LedgerFixture>> make) : LedgerContract(make)
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
    public async Task A_stale_epoch_claims_moves_counts_promises_and_lends_nothing()
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
            .Standing.Status.ShouldBe(OrderStatus.PendingPayment);
        (await Fixture.PromisedAsync(order.Id)).ShouldBeEmpty();
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
    public async Task Cancelling_frees_and_paying_confirms()
    {
        var (key, epoch) = await OpenedAsync(stock: 6);
        var (cancelled, paid, open) = (LedgerFixture.Order(1), LedgerFixture.Order(2), LedgerFixture.Order(3));
        await Fixture.CommitAsync(key, epoch, cancelled, paid, open);
        var commit = await Fixture.CommitAsync(
            key,
            epoch,
            [],
            [
                LedgerFixture.Move(cancelled, OrderStatus.Cancelled, CloseCause.Customer),
                LedgerFixture.Move(paid, OrderStatus.Paid),
            ]
        );
        (commit.HasConflicts, commit.Counters).ShouldBe((false, new ShardCounters(2, 6, 3, 2)));
        await EqualAsync(key.Campaign);
    }

    [Fact]
    public async Task An_order_moves_once_and_only_from_where_it_stands()
    {
        var (key, epoch) = await OpenedAsync(stock: 5);
        var (order, other) = (LedgerFixture.Order(), LedgerFixture.Order());
        await Fixture.CommitAsync(key, epoch, order, other);
        await Fixture.CommitAsync(key, epoch, [], [LedgerFixture.Move(order, OrderStatus.Paid)]);
        var unknown = LedgerFixture.Order();

        var commit = await Fixture.CommitAsync(
            key,
            epoch,
            [],
            [
                LedgerFixture.Move(order, OrderStatus.Cancelled, CloseCause.Expired),
                LedgerFixture.Move(other, OrderStatus.Cancelled, CloseCause.Expired),
                LedgerFixture.Move(unknown, OrderStatus.Paid),
            ]
        );

        commit.Conflicts.ShouldBe([order.Id, unknown.Id], ignoreOrder: true);
        commit.Counters.ShouldBe(new ShardCounters(3, 5, 0, 1));
        await EqualAsync(key.Campaign);
    }

    [Fact]
    public async Task What_a_move_promises_is_written_with_it_and_only_when_the_order_really_moved()
    {
        var (key, epoch) = await OpenedAsync(stock: 5);
        var (paid, lost) = (LedgerFixture.Order(), LedgerFixture.Order());
        await Fixture.CommitAsync(key, epoch, paid, lost);
        await Fixture.CommitAsync(
            key,
            epoch,
            [],
            [
                LedgerFixture.Move(paid, OrderStatus.Paid),
                LedgerFixture.Move(lost, OrderStatus.Paid, from: OrderStatus.Closing),
            ]
        );
        (await Fixture.PromisedAsync(paid.Id)).ShouldBe([$"notice paid/{paid.Id}", $"order.fulfil {paid.Id}"]);
        (await Fixture.PromisedAsync(lost.Id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_closing_order_still_holds_a_refunding_one_is_still_sold_and_returned_units_are_free()
    {
        var (key, epoch) = await OpenedAsync(stock: 6);
        var (closing, partly, whole) = (LedgerFixture.Order(1), LedgerFixture.Order(2), LedgerFixture.Order(3));
        await Fixture.CommitAsync(key, epoch, closing, partly, whole);
        await Fixture.CommitAsync(
            key,
            epoch,
            [],
            [
                LedgerFixture.Move(closing, OrderStatus.Closing, CloseCause.Expired),
                LedgerFixture.Move(partly, OrderStatus.Paid),
                LedgerFixture.Move(whole, OrderStatus.Paid),
            ]
        );
        var refunding = await Fixture.CommitAsync(
            key,
            epoch,
            [],
            [LedgerFixture.Move(whole, OrderStatus.Refunding, from: OrderStatus.Paid)]
        );
        refunding.Counters.ShouldBe(new ShardCounters(3, 6, 1, 5));

        var returned = await Fixture.CommitAsync(
            key,
            epoch,
            [],
            [
                LedgerFixture.Move(partly, OrderStatus.Paid, from: OrderStatus.Paid, returned: 1),
                LedgerFixture.Move(whole, OrderStatus.Refunded, from: OrderStatus.Refunding, returned: 3),
            ]
        );

        returned.Counters.ShouldBe(new ShardCounters(4, 6, 1, 1));
        await EqualAsync(key.Campaign);
        var standing = (await Fixture.OpenAsync(key)).Orders.ToDictionary(o => o.Id, o => o.Standing);
        standing[partly.Id].ShouldBe(new(OrderStatus.Paid, CloseCause.None, false, 2, 1));
        standing[whole.Id].ShouldBe(new(OrderStatus.Refunded, CloseCause.None, false, 3, 3));
    }

    [Fact]
    public async Task A_shard_moves_no_order_of_its_sibling()
    {
        var (key, epoch) = await OpenedAsync(stock: 4, shards: 2);
        var order = LedgerFixture.Order();
        await Fixture.CommitAsync(key, epoch, order);
        var sibling = key with { Shard = 1 };
        var (opening, _) = await Fixture.OpenAsync(sibling);
        (
            await Fixture.CommitAsync(sibling, opening.Epoch, [], [LedgerFixture.Move(order, OrderStatus.Paid)])
        ).Conflicts.ShouldBe([order.Id]);
        await EqualAsync(key.Campaign);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public async Task A_loan_lowers_the_donor_and_raises_the_asker(int donor, int asker)
    {
        var (key, _) = await OpenedAsync(stock: 10, shards: 2);
        var (opening, _) = await Fixture.OpenAsync(key with { Shard = donor });

        var commit = await Fixture.LendAsync(key with { Shard = donor }, opening.Epoch, asker, units: 2);
        await Should.ThrowAsync<LedgerRefusedException>(() =>
            Fixture.LendAsync(key with { Shard = donor }, opening.Epoch, asker, units: 4)
        );
        var fenced = await Fixture.LendAsync(key with { Shard = donor }, opening.Epoch - 1, asker, units: 1);

        (commit.Counters.Allotted, fenced.IsStale).ShouldBe((3, true));
        var shards = await EqualAsync(key.Campaign);
        (shards[donor].Allotted, shards[asker].Allotted).ShouldBe((3, 7));
    }

    [Fact]
    public async Task The_asker_reads_its_loan_under_its_own_epoch_and_a_newer_revision()
    {
        var (key, epoch) = await OpenedAsync(stock: 10, shards: 2);
        var (asker, _) = await Fixture.OpenAsync(key with { Shard = 1 });
        await Fixture.LendAsync(key, epoch, toShard: 1, units: 2);

        var read = await Fixture.Stock.ReadCountersAsync(key with { Shard = 1 }, asker.Epoch, Ct);

        read.ShouldNotBeNull().ShouldBe(asker.Counters with { Allotted = 7, Revision = asker.Counters.Revision + 1 });
        (await Fixture.Stock.ReadCountersAsync(key with { Shard = 1 }, asker.Epoch - 1, Ct)).ShouldBeNull();
        (await Fixture.Stock.ReadCountersAsync(key with { Shard = 2 }, asker.Epoch, Ct)).ShouldBeNull();
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
                    Standing = new(OrderStatus.Cancelled, CloseCause.SaleClosed, false, orders[1].Quantity, 0),
                },
                Stored(orders[2]),
                Stored(sibling),
            ],
            ignoreOrder: true
        );
        read.ShouldAllBe(o => o.PayBy.Offset == TimeSpan.Zero);
    }

    [Fact]
    public async Task Many_shards_committing_and_lending_at_once_end_with_equal_counters_and_rows()
    {
        const int shards = 4;
        var sale = (await Fixture.PublishAsync(stock: 400, shards)).View.Id;
        await Task.WhenAll(
            Enumerable
                .Range(0, shards)
                .Select(shard =>
                    Task.Run(
                        async () =>
                        {
                            var key = new StockShardKey(sale, shard);
                            var (opening, _) = await Fixture.OpenAsync(key);
                            for (var i = 0; i < 12; i++)
                            {
                                NewOrder[] orders = [LedgerFixture.Order(), LedgerFixture.Order(2)];
                                (await Fixture.CommitAsync(key, opening.Epoch, orders)).HasConflicts.ShouldBeFalse();
                                await Fixture.CommitAsync(
                                    key,
                                    opening.Epoch,
                                    [],
                                    [
                                        LedgerFixture.Move(orders[0], OrderStatus.Paid),
                                        LedgerFixture.Move(orders[1], OrderStatus.Cancelled, CloseCause.Expired),
                                    ]
                                );
                                (
                                    await Fixture.LendAsync(key, opening.Epoch, (shard + 1 + i % 3) % shards, 1)
                                ).IsStale.ShouldBeFalse();
                            }
                        },
                        Ct
                    )
                )
        );

        var ended = await EqualAsync(sale);
        ended.ShouldAllBe(s => s.Confirmed == 12 && s.Held == 0);
        ended.Sum(s => s.Allotted).ShouldBe(400);
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

        // What the new owner read is all that the old one ever got in.
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
