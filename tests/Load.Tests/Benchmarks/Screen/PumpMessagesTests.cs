namespace FuelGrains.Load.Tests.Benchmarks.Screen;

/// <summary>Tests which values count as news on a screen, and when they arrived.</summary>
public sealed class PumpMessagesTests
{
    [Fact]
    public void A_value_that_is_shown_brings_the_earlier_ones_along()
    {
        var trail = new PumpMessages<long>();
        trail.Sent(100, at: 1);
        trail.Sent(200, at: 2);
        trail.Sent(300, at: 3);
        trail.Shown(200).ShouldBe([1, 2]);
        trail.Lost(from: 0, to: 9).ShouldBe(1);
        trail.Shown(300).ShouldBe([3]);
        trail.Lost(from: 0, to: 9).ShouldBe(0);
    }

    [Fact]
    public void What_was_said_or_shown_before_is_no_news()
    {
        var trail = new PumpMessages<string>();
        trail.Sent("free", at: 1).ShouldBeTrue();
        trail.Sent("free", at: 2).ShouldBeFalse();
        trail.Shown("free").ShouldBe([1]);
        trail.Sent("in-use", at: 3).ShouldBeTrue();
        trail.Sent("ready-to-pay", at: 4).ShouldBeTrue();
        trail.Sent("free", at: 5).ShouldBeTrue();
        // The screen still shows its old value: that is not the free that comes after.
        trail.Shown("free").ShouldBeEmpty();
        trail.Shown("in-use").ShouldBe([3]);
    }

    [Fact]
    public void What_nobody_said_is_nobodys_news() => new PumpMessages<long>().Shown(100).ShouldBeEmpty();

    [Fact]
    public void Only_what_is_sent_within_the_window_counts()
    {
        var clock = new Steps();
        var seen = new MessageDelivery<long>(clock);
        seen.Send(default, 1, 100);
        seen.Open();
        seen.Send(default, 1, 200);
        seen.Send(default, 2, 50);
        seen.Close();
        seen.Send(default, 1, 300);
        seen.Show(default, 1, 300);
        (seen.Sent, seen.Took.Count, seen.Overtaken, seen.Lost).ShouldBe((2L, "1", 1L, 1L));
    }

    private sealed class Steps : TimeProvider
    {
        private long _now;

        public override long GetTimestamp() => ++_now;
    }
}
