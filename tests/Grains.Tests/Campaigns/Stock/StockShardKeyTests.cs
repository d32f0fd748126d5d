using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.Grains.Campaigns;
using FuelGrains.Grains.Campaigns.Stock;
using FuelGrains.Grains.Storage;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Campaigns.Stock;

public sealed class StockShardKeyTests
{
    private readonly OpenShard _shard = new(stock: 5, perCustomer: 2);
    private readonly CustomerId _customer = OpenShard.Somebody();
    private readonly HoldRequest _request;

    public StockShardKeyTests() => _request = OpenShard.Request(_customer);

    [Fact]
    public void The_same_key_gives_the_first_answer_again()
    {
        var first = _shard.Buy(_request);
        _shard.Now = _shard.Now.AddMinutes(1);
        _shard.Decide(_request).ShouldBe(first with { Outcome = HoldOutcome.Replayed });
        _shard.Ledger.Rows.Count.ShouldBe(1);
    }

    [Fact]
    public void The_first_answer_survives_reopening_the_end_the_limit_and_the_order_s_own_end()
    {
        var first = _shard.Buy(_request);
        _shard.Cancel(first, _customer);
        _shard.Commit();
        _shard.Reopen();
        _shard.Now = OpenShard.End.AddDays(7);
        _shard.Decide(_request).ShouldBe(first with { Outcome = HoldOutcome.Replayed });
    }

    [Fact]
    public void The_same_key_with_another_body_is_refused_before_and_after_the_commit()
    {
        var other = _request with { BodyHash = 2, Quantity = 2 };
        _shard.Outcome(_request).ShouldBeNull();
        _shard.Outcome(other).ShouldBe(HoldOutcome.KeyReused);
        _shard.Commit();
        _shard.Outcome(other).ShouldBe(HoldOutcome.KeyReused);
    }

    [Fact]
    public void The_same_key_while_the_first_is_on_its_way_is_in_progress()
    {
        _shard.Outcome(_request).ShouldBeNull();
        _shard.Outcome(_request).ShouldBe(HoldOutcome.InProgress);
    }

    [Fact]
    public void Two_customers_may_use_the_same_key()
    {
        _shard.Buy(_request);
        _shard.Outcome(_request with { Customer = OpenShard.Somebody() }).ShouldBeNull();
    }

    [Fact]
    public void A_refusal_binds_nothing_so_the_same_key_succeeds_later_even_with_another_body()
    {
        _shard.Now = OpenShard.Start.AddMilliseconds(-1);
        _shard.Outcome(_request).ShouldBe(HoldOutcome.NotStarted);
        _shard.Now = OpenShard.Start;
        _shard.Outcome(_request with { BodyHash = 2, Quantity = 2 }).ShouldBeNull();
    }

    [Fact]
    public void A_key_that_the_disk_did_not_take_is_free_again_and_its_units_too()
    {
        _shard.Outcome(_request).ShouldBeNull();
        var batch = _shard.Rule.TakeBatch();
        var lost = batch.Holds.ShouldHaveSingleItem();
        _shard.Rule.Apply(
            batch,
            new ShardCommit(false, _shard.Ledger.Counters, new HashSet<OrderId> { lost.Id }, new HashSet<OrderId>()),
            _shard.Now
        );

        _shard
            .Rule.Move(new(lost.Id, _customer, OrderAction.Release, CloseCause.Customer), _shard.Now)
            .AnswerOrNull()!
            .Value.Outcome.ShouldBe(TransitionOutcome.NotFound);
        _shard.Outcome(OpenShard.Request(_customer, quantity: 2)).ShouldBeNull();
        _shard.Outcome(OpenShard.Request(OpenShard.Somebody(), quantity: 2)).ShouldBeNull();
        _shard.Outcome(OpenShard.Request(OpenShard.Somebody())).ShouldBeNull();
    }

    [Fact]
    public void An_order_that_the_disk_did_not_let_go_stays_unknown_until_memory_is_read_again()
    {
        var bought = _shard.Buy(_request);
        _shard.Cancel(bought, _customer).ShouldBeNull();
        var batch = _shard.Rule.TakeBatch();
        _shard.Rule.Apply(
            batch,
            new ShardCommit(
                false,
                _shard.Ledger.Counters,
                new HashSet<OrderId>(),
                new HashSet<OrderId> { bought.Order }
            ),
            _shard.Now
        );

        _shard.Cancel(bought, _customer)!.Value.Outcome.ShouldBe(TransitionOutcome.Unknown);
        _shard.Reopen();
        _shard.Cancel(bought, _customer).ShouldBeNull();
    }
}
