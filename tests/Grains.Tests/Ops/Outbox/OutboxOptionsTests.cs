using FuelGrains.Grains.Ops.Outbox;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Ops.Outbox;

public sealed class OutboxOptionsTests
{
    private static readonly OutboxOptions Options = new()
    {
        FirstRetry = TimeSpan.FromSeconds(1),
        LongestRetry = TimeSpan.FromSeconds(10),
        MaxAttempts = 3,
    };

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(4, 8)]
    [InlineData(5, 10)]
    [InlineData(int.MaxValue, 10)]
    public void The_wait_doubles_up_to_the_longest_and_half_of_it_is_spread(int attempts, int longest)
    {
        Options.RetryAfter(attempts, chance: 1).ShouldBe(TimeSpan.FromSeconds(longest));
        Options.RetryAfter(attempts, chance: 0).ShouldBe(TimeSpan.FromSeconds(longest / 2.0));
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(4, true)]
    public void The_last_failed_attempt_makes_a_dead_letter(int attempts, bool dead) =>
        Options.IsDead(attempts).ShouldBe(dead);

    [Fact]
    public void By_default_a_row_is_tried_for_an_hour()
    {
        var options = new OutboxOptions();
        var tried = Enumerable
            .Range(1, options.MaxAttempts - 1)
            .Sum(n => options.RetryAfter(n, chance: 0.5).TotalMinutes);
        tried.ShouldBeInRange(30, 90);
    }

    [Fact]
    public void A_lease_that_is_shorter_than_two_deliveries_is_refused()
    {
        var options = new OutboxOptions { Lease = TimeSpan.FromSeconds(10), DeliverWithin = TimeSpan.FromSeconds(6) };
        options.Validate(new(options)).ShouldHaveSingleItem().MemberNames.ShouldBe([nameof(OutboxOptions.Lease)]);
        new OutboxOptions().Validate(new(options)).ShouldBeEmpty();
    }
}
