using FuelGrains.GrainInterfaces.Campaigns;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Campaigns.Stock;

public sealed class StockShardWindowTests
{
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    [Fact]
    public void One_millisecond_before_the_start_is_too_early() =>
        At(OpenShard.Start - Millisecond).ShouldBe(HoldOutcome.NotStarted);

    [Fact]
    public void At_the_start_units_are_held() => At(OpenShard.Start).ShouldBeNull();

    [Fact]
    public void One_millisecond_before_the_end_units_are_held() => At(OpenShard.End - Millisecond).ShouldBeNull();

    [Fact]
    public void At_the_end_it_is_over() => At(OpenShard.End).ShouldBe(HoldOutcome.Ended);

    [Fact]
    public void A_paused_sale_refuses_and_goes_on_after_the_pause()
    {
        var shard = new OpenShard();
        var request = OpenShard.Request(OpenShard.Somebody());
        shard.Ledger.Move(CampaignStatus.Paused);
        shard.Reopen();
        shard.Outcome(request).ShouldBe(HoldOutcome.Paused);
        shard.Rule.Gate.State().State.ShouldBe(GrainInterfaces.Live.GateState.Paused);

        shard.Ledger.Move(CampaignStatus.Published);
        shard.Reopen();
        shard.Outcome(request).ShouldBeNull();
    }

    [Fact]
    public void A_closed_sale_says_so_before_anything_else()
    {
        var shard = new OpenShard { Now = OpenShard.End };
        shard.Ledger.Move(CampaignStatus.Closed);
        shard.Reopen();
        shard.Outcome(OpenShard.Request(OpenShard.Somebody(), quantity: 0)).ShouldBe(HoldOutcome.Closed);
        shard.Rule.Gate.State().State.ShouldBe(GrainInterfaces.Live.GateState.Closed);
    }

    [Fact]
    public void A_hold_lasts_as_long_as_the_terms_say_to_the_millisecond()
    {
        var shard = new OpenShard { Now = OpenShard.Start.AddTicks(12_345_678) };
        var bought = shard.Buy(OpenShard.Somebody());
        bought.PayBy.ShouldBe(OpenShard.Start.AddMilliseconds(1_234) + shard.Terms.PayWithin);
        shard.Ledger.Rows.ShouldHaveSingleItem().Order.CreatedAt.ShouldBe(OpenShard.Start.AddMilliseconds(1_234));
    }

    private static HoldOutcome? At(DateTimeOffset now) =>
        new OpenShard { Now = now }.Outcome(OpenShard.Request(OpenShard.Somebody()));
}
