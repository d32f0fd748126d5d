using FuelGrains.Grains.Campaigns.Hoarding;
using FuelGrains.Grains.Tests.Campaigns.Stock;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Campaigns.Hoarding;

public sealed class ReturnedUnitsTests
{
    private static readonly DateTimeOffset Noon = OpenShard.Start;
    private readonly ReturnedUnits _units = new(TimeSpan.FromSeconds(10));

    [Fact]
    public void Units_are_kept_for_ten_seconds_and_at_most_a_tenth_more()
    {
        _units.Add(2, Noon.AddMilliseconds(70));
        _units.Kept(Noon.AddMilliseconds(10_069)).ShouldBe(2);
        _units.Kept(Noon.AddMilliseconds(10_100)).ShouldBe(0);
    }

    [Fact]
    public void The_oldest_are_taken_first_so_the_time_said_is_the_younger_ones()
    {
        _units.Add(2, Noon);
        _units.Add(3, Noon.AddSeconds(4));
        _units.MoreThan(3, Noon.AddSeconds(5)).ShouldBe(Noon.AddMilliseconds(10_100));
        _units.MoreThan(2, Noon.AddSeconds(5)).ShouldBe(Noon.AddMilliseconds(14_100));
        _units.Take(3, Noon.AddSeconds(5));
        _units.MoreThan(1, Noon.AddSeconds(5)).ShouldBe(Noon.AddMilliseconds(14_100));
        _units.MoreThan(2, Noon.AddSeconds(5)).ShouldBeNull();
        _units.Kept(Noon.AddSeconds(11)).ShouldBe(2);
    }

    [Fact]
    public void More_than_is_kept_cannot_be_taken()
    {
        _units.Add(1, Noon);
        _units.Take(5, Noon);
        _units.Add(1, Noon);
        _units.Kept(Noon).ShouldBe(1);
    }

    [Fact]
    public void A_clock_that_steps_back_ends_the_keeping()
    {
        _units.Add(1, Noon);
        _units.Kept(Noon.AddMinutes(-5)).ShouldBe(0);
        _units.Add(1, Noon.AddMinutes(-5));
        _units.Kept(Noon.AddMinutes(-4)).ShouldBe(0);
    }

    [Fact]
    public void A_setting_of_zero_keeps_nothing()
    {
        var off = new ReturnedUnits(TimeSpan.Zero);
        off.Add(3, Noon);
        off.Kept(Noon).ShouldBe(0);
    }
}
