using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.Grains.Campaigns;
using FuelGrains.Grains.Campaigns.Stock;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Campaigns.Stock;

public sealed class StockShardBatchTests
{
    [Fact]
    public void A_batch_is_sealed_when_it_is_full_and_the_next_one_begins()
    {
        var shard = new OpenShard(limits: new StockShardLimits { MaxBatch = 3 });
        for (var i = 0; i < 7; i++)
            shard.Outcome(OpenShard.Request(OpenShard.Somebody())).ShouldBeNull();
        (shard.CommitOne().Count, shard.CommitOne().Count, shard.CommitOne().Count).ShouldBe((3, 3, 1));
        shard.Rule.HasWork.ShouldBeFalse();
    }

    [Fact]
    public void Each_batch_names_its_shard_and_its_owner_s_epoch()
    {
        var shard = new OpenShard();
        shard.Reopen();
        shard.Outcome(OpenShard.Request(OpenShard.Somebody())).ShouldBeNull();
        var batch = shard.Rule.TakeBatch();
        (batch.Key, batch.Epoch).ShouldBe((shard.Key, 2));
    }

    [Fact]
    public void As_many_may_wait_as_the_limit_allows_and_a_commit_makes_room()
    {
        var shard = new OpenShard(limits: new StockShardLimits { MaxBatch = 2, MaxPending = 5 });
        for (var i = 0; i < 5; i++)
            shard.Outcome(OpenShard.Request(OpenShard.Somebody())).ShouldBeNull();
        var request = OpenShard.Request(OpenShard.Somebody());
        shard.Outcome(request).ShouldBe(HoldOutcome.Busy);
        shard.CommitOne();
        shard.Outcome(request).ShouldBeNull();
    }

    [Fact]
    public void A_full_shard_still_answers_what_it_knows_already()
    {
        var shard = new OpenShard(limits: new StockShardLimits { MaxPending = 1 });
        var request = OpenShard.Request(OpenShard.Somebody());
        var first = shard.Buy(request);
        shard.Outcome(OpenShard.Request(OpenShard.Somebody())).ShouldBeNull();
        shard.Outcome(OpenShard.Request(OpenShard.Somebody())).ShouldBe(HoldOutcome.Busy);
        shard.Decide(request).ShouldBe(first with { Outcome = HoldOutcome.Replayed });
    }

    [Fact]
    public void The_sweeper_s_time_is_that_of_the_first_hold_that_is_open_after_the_batch()
    {
        var (shard, customer) = (new OpenShard(), OpenShard.Somebody());
        var first = shard.Buy(customer);
        shard.Ledger.NextPayBy.ShouldBe(first.PayBy);
        shard.Now = shard.Now.AddSeconds(1);
        var second = shard.Buy(OpenShard.Somebody());
        shard.Ledger.NextPayBy.ShouldBe(first.PayBy);
        shard.Cancel(first, customer);
        shard.Commit();
        shard.Ledger.NextPayBy.ShouldBe(second.PayBy);
    }

    // Were it later, and the process killed between the two commits, no sweep would find the second batch's holds.
    [Fact]
    public void The_sweeper_s_time_still_sees_holds_whose_change_waits_in_a_later_batch()
    {
        var shard = new OpenShard(limits: new StockShardLimits { MaxBatch = 2 });
        var customers = Enumerable.Range(0, 4).Select(_ => OpenShard.Somebody()).ToList();
        var bought = customers.ConvertAll(c => shard.Buy(c));
        shard.Rule.Expire(bought[^1].PayBy);
        shard.Rule.Expire(bought[^1].PayBy);
        shard.CommitOne();
        shard.Ledger.Counters.Held.ShouldBe(2);
        shard.Ledger.NextPayBy.ShouldBe(shard.Ledger.FirstPayBy);
        shard.CommitOne();
        shard.Ledger.NextPayBy.ShouldBeNull();
    }

    [Fact]
    public void A_shard_lends_at_most_half_of_what_is_free()
    {
        var shard = new OpenShard(stock: 10);
        shard.Buy(OpenShard.Somebody(), 2);
        shard.Lend(toShard: 1, wanted: 100).ShouldBe(4);
        shard.CommitOne().Loan.ShouldBe(new(1, 4));
        shard.Rule.Committed.ShouldBe(new(2, 6, 2, 0));
    }

    [Fact]
    public void A_shard_lends_no_more_than_is_wanted_and_its_last_unit_too()
    {
        new OpenShard(stock: 10).Lend(1, 3).ShouldBe(3);
        new OpenShard(stock: 1).Lend(1, 3).ShouldBe(1);
        new OpenShard(stock: 0).Lend(1, 3).ShouldBe(0);
        new OpenShard(stock: 10).Lend(1, 0).ShouldBe(0);
    }

    [Fact]
    public void Units_on_loan_are_neither_lent_nor_sold_a_second_time()
    {
        var shard = new OpenShard(stock: 2);
        shard.Lend(1, 1).ShouldBe(1);
        shard.Lend(2, 1).ShouldBe(0);
        shard.Outcome(OpenShard.Request(OpenShard.Somebody(), 2)).ShouldBe(HoldOutcome.NotEnough);
        shard.Outcome(OpenShard.Request(OpenShard.Somebody())).ShouldBeNull();
        shard.Outcome(OpenShard.Request(OpenShard.Somebody())).ShouldBe(HoldOutcome.AllHeld);
        shard.Commit();
        shard.Lend(2, 1).ShouldBe(0);
        shard.Ledger.Counters.Free.ShouldBe(0);
    }

    [Fact]
    public void The_answer_of_a_commit_that_comes_after_a_newer_reading_does_not_take_the_loan_back()
    {
        var shard = new OpenShard(stock: 1);
        shard.Outcome(OpenShard.Request(OpenShard.Somebody())).ShouldBeNull();
        var batch = shard.Rule.TakeBatch();
        var commit = shard.Ledger.Commit(batch);
        shard.Rule.Borrowed(
            commit.Counters with
            {
                Revision = commit.Counters.Revision + 1,
                Allotted = 3,
            },
            0,
            shard.Now
        );
        shard.Outcome(OpenShard.Request(OpenShard.Somebody(), 2)).ShouldBe(HoldOutcome.NotEnough);

        shard.Rule.Apply(batch, commit, shard.Now);

        shard.Rule.Committed.Allotted.ShouldBe(3);
        shard.Outcome(OpenShard.Request(OpenShard.Somebody(), 2)).ShouldBeNull();
    }

    [Fact]
    public void A_reading_older_than_the_last_commit_changes_nothing()
    {
        var shard = new OpenShard(stock: 2);
        var before = shard.Rule.Committed;
        shard.Buy(OpenShard.Somebody());
        shard.Rule.Borrowed(before, 0, shard.Now);
        shard.Rule.Committed.ShouldBe(shard.Ledger.Counters);
    }
}
