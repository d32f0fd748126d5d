using FuelGrains.GrainInterfaces.Ops.Scheduling;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Ops.Scheduling;

public sealed class BackoffTests
{
    private static readonly Backoff Waits = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));

    [Theory]
    [InlineData(int.MinValue, 1)]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(3, 8)]
    [InlineData(4, 10)]
    [InlineData(int.MaxValue, 10)]
    public void Each_wait_is_twice_the_one_before_it_up_to_the_longest(int doublings, int seconds)
    {
        Waits.After(doublings).ShouldBe(TimeSpan.FromSeconds(seconds));
        Waits.After(doublings, chance: 1).ShouldBe(TimeSpan.FromSeconds(seconds));
        Waits.After(doublings, chance: 0).ShouldBe(TimeSpan.FromSeconds(seconds / 2.0));
    }
}
