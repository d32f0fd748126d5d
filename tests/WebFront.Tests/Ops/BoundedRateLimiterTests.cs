using FuelGrains.WebFront.Ops;

namespace FuelGrains.WebFront.Tests.Ops;

public sealed class BoundedRateLimiterTests
{
    [Fact]
    public void A_million_keys_take_no_more_memory_than_a_few()
    {
        var limiter = new BoundedRateLimiter(1_024, perSecond: 10, burst: 5, TimeProvider.System);
        limiter.TryAcquire(Guid.NewGuid());
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000_000; i++)
            limiter.TryAcquire(Guid.NewGuid());
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(64 * 1024);
    }

    [Fact]
    public void A_key_gets_its_burst_and_then_its_rate()
    {
        var clock = new StoppedWatch();
        var limiter = new BoundedRateLimiter(1_024, perSecond: 10, burst: 5, clock);
        var key = Guid.NewGuid();
        Enumerable.Range(0, 8).Count(_ => limiter.TryAcquire(key)).ShouldBe(5);
        clock.Go(TimeSpan.FromMilliseconds(100));
        Enumerable.Range(0, 8).Count(_ => limiter.TryAcquire(key)).ShouldBe(1);
        clock.Go(TimeSpan.FromHours(1));
        Enumerable.Range(0, 8).Count(_ => limiter.TryAcquire(key)).ShouldBe(5);
        limiter.TryAcquire(Guid.NewGuid()).ShouldBeTrue();
    }

    [Fact]
    public void A_flood_of_fresh_keys_does_not_free_the_one_that_is_over_its_limit_while_it_floods()
    {
        var limiter = new BoundedRateLimiter(65_536, perSecond: 0.01, burst: 100, new StoppedWatch());
        var key = Guid.NewGuid();
        while (limiter.TryAcquire(key)) { }
        for (var i = 0; i < 10_000; i++)
            limiter.TryAcquire(Guid.NewGuid());
        limiter.TryAcquire(key).ShouldBeFalse();
    }
}
