namespace FuelGrains.Load.Tests.Benchmarks.ScaleOut;

/// <summary>Tests that an order which lost to a later one is found, and by how much it lost.</summary>
public sealed class OvertakingTests
{
    [Fact]
    public void Orders_that_are_decided_as_they_were_sent_overtake_nobody() =>
        Overtaking.Of([Order(1, 10), Order(2, 20), Order(3, 30)]).ShouldBeEmpty();

    [Fact]
    public void An_order_lost_by_the_time_that_the_latest_before_it_was_sent_later() =>
        Overtaking.Of([Order(1, 300), Order(2, 200), Order(3, 100), Order(4, 400)]).ShouldBe([Ms(100), Ms(200)]);

    [Fact]
    public void Orders_of_one_moment_and_of_other_shards_overtake_nobody() =>
        Overtaking.Of([Order(1, 300), Order(1, 200), Order(2, 100, shard: 1)]).ShouldBeEmpty();

    [Fact]
    public void The_order_in_which_they_were_read_says_nothing() =>
        Overtaking.Of([Order(2, 100), Order(1, 250)]).ShouldBe([Ms(150)]);

    private static SequencedOrder Order(int decided, int sent, int shard = 0) =>
        new(shard, DateTimeOffset.UnixEpoch.AddMilliseconds(decided), Ms(sent));

    private static TimeSpan Ms(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
