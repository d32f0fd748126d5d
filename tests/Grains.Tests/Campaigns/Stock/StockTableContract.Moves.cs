using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.Grains.Campaigns.Hoarding;
using FuelGrains.Grains.Campaigns.Stock;
using FuelGrains.Grains.Storage;
using FuelGrains.Grains.Tests.Storage;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Campaigns.Stock;

/// <summary>Orders that move between states, and units that move between shards.</summary>
public abstract partial class StockTableContract
{
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
    public async Task A_move_s_outbox_messages_are_written_with_it_and_only_when_the_order_really_moved()
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
        (await Fixture.OutboxAsync(paid.Id)).ShouldBe([$"notice paid/{paid.Id}", $"order.fulfil {paid.Id}"]);
        (await Fixture.OutboxAsync(lost.Id)).ShouldBeEmpty();
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
        var standing = (await Fixture.OpenAsync(key)).Orders.ToDictionary(o => o.Id, o => o.OrderState);
        standing[partly.Id].ShouldBe(new(OrderStatus.Paid, CloseCause.None, false, 2, 1));
        standing[whole.Id].ShouldBe(new(OrderStatus.Refunded, CloseCause.None, false, 3, 3));
    }

    [Fact]
    public async Task What_a_customer_let_go_and_what_is_excused_is_known_from_the_rows_alone()
    {
        var (key, epoch) = await OpenedAsync(stock: 10);
        var customer = OpenShard.Somebody();
        var orders = Enumerable.Range(0, 5).Select(_ => LedgerFixture.Order(1, customer)).ToArray();
        await Fixture.CommitAsync(key, epoch, orders);
        var excused = LedgerFixture.Move(orders[2], OrderStatus.Cancelled, CloseCause.Expired);
        await Fixture.CommitAsync(
            key,
            epoch,
            [],
            [
                LedgerFixture.Move(orders[0], OrderStatus.Cancelled, CloseCause.Customer),
                LedgerFixture.Move(orders[1], OrderStatus.Closing, CloseCause.Expired),
                excused with
                {
                    Next = excused.Next with { Excused = true },
                },
                LedgerFixture.Move(orders[3], OrderStatus.Cancelled, CloseCause.SaleClosed),
            ]
        );

        var rule = new HoardingRule(new() { LetGoOrders = 2, LapsedHolds = 1 }, gatewayWasAwaySince: _ => false);
        var shard = await StockShardLoader.LoadAsync(Fixture.Stock, key, new(), rule, TimeProvider.System, Ct);
        shard!.Hoarding.ShouldBe(new ShardHoarding(LetGo: 2, Lapsed: 1, GivingWay: 1, AtLimit: 1));
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
        var stale = await Fixture.LendAsync(key with { Shard = donor }, opening.Epoch - 1, asker, units: 1);

        (commit.Counters.Allotted, stale.IsStale).ShouldBe((3, true));
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
}
