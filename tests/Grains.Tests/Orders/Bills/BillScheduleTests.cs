using FuelGrains.Grains.Orders.Bills;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Orders.Bills;

/// <summary>The days whose bills are asked for: China's, from ten o'clock.</summary>
public sealed class BillScheduleTests
{
    private static readonly BillOptions Options = new();
    private static readonly DateOnly Day = new(2026, 11, 29);

    // 10:00 in China.
    private static readonly DateTimeOffset Ten = new(2026, 11, 30, 2, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_bill_of_a_day_is_asked_for_from_ten_on_the_next_day()
    {
        BillSchedule.LatestDay(Ten.AddSeconds(-1), Options).ShouldBe(Day.AddDays(-1));
        BillSchedule.LatestDay(Ten, Options).ShouldBe(Day);
        // 23:59 in China, when it is still the afternoon in London.
        BillSchedule.LatestDay(Ten.AddHours(14).AddSeconds(-1), Options).ShouldBe(Day);
        BillSchedule.LatestDay(Ten.AddHours(14), Options).ShouldBe(Day);
    }

    [Fact]
    public void A_product_that_was_away_catches_up_but_not_more_than_its_limit()
    {
        BillSchedule.DaysToPlan(null, Ten, Options).ShouldBe([Day]);
        BillSchedule.DaysToPlan(Day, Ten, Options).ShouldBeEmpty();
        BillSchedule.DaysToPlan(Day.AddDays(-3), Ten, Options).ShouldBe([Day.AddDays(-2), Day.AddDays(-1), Day]);
        var longAgo = BillSchedule.DaysToPlan(Day.AddDays(-400), Ten, Options).ToList();
        (longAgo.Count, longAgo[^1]).ShouldBe((Options.CatchUpDays, Day));
    }

    [Fact]
    public void Staff_may_ask_for_days_that_are_over_and_that_WeChat_keeps()
    {
        BillSchedule.IsAvailable(Day, Ten, Options).ShouldBeTrue();
        BillSchedule.IsAvailable(Day.AddDays(1), Ten, Options).ShouldBeFalse();
        BillSchedule.IsAvailable(Day.AddDays(-80), Ten, Options).ShouldBeTrue();
        BillSchedule.IsAvailable(Day.AddDays(-95), Ten, Options).ShouldBeFalse();
    }
}
