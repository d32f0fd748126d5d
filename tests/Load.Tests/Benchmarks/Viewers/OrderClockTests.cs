using Microsoft.Extensions.Time.Testing;

namespace FuelGrains.Load.Tests.Benchmarks.Viewers;

/// <summary>Tests that a message is as old as the oldest order that it shows first.</summary>
public sealed class OrderClockTests
{
    [Fact]
    public void An_order_ages_from_its_acknowledgement()
    {
        var time = new FakeTimeProvider();
        var clock = new OrderClock(most: 2, time);
        clock.Acknowledged();
        time.Advance(TimeSpan.FromMilliseconds(40));
        clock.Acknowledged();
        time.Advance(TimeSpan.FromMilliseconds(2));
        clock.Since(0).ShouldBe(TimeSpan.FromMilliseconds(42));
        clock.Since(1).ShouldBe(TimeSpan.FromMilliseconds(2));
    }

    [Fact]
    public void A_message_that_overtakes_the_reply_is_not_late()
    {
        var clock = new OrderClock(most: 1, new FakeTimeProvider());
        clock.Since(0).ShouldBe(TimeSpan.Zero);
        clock.Since(5).ShouldBe(TimeSpan.Zero);
    }
}
