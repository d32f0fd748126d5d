using System.Net;
using FuelGrains.WebFront.Orders.Callbacks;
using FuelGrains.WebFront.Tests.Ops;
using Microsoft.Extensions.Options;

namespace FuelGrains.WebFront.Tests.Orders.Callbacks;

/// <summary>The guard decides whose callbacks are verified, and how often.</summary>
public sealed class CallbackGuardTests
{
    private static readonly IPAddress Stranger = IPAddress.Parse("203.0.113.7");
    private static readonly IPAddress WeChat = IPAddress.Parse("203.0.113.8");
    private static readonly IPAddress Proxy = IPAddress.Parse("10.0.0.1");

    private readonly StoppedWatch _time = new();
    private readonly CallbackOptions _options = new()
    {
        PerSecond = 1,
        Burst = 10,
        StrangersPerSecond = 1,
        StrangersBurst = 4,
        ForgedPerAddressPerSecond = 1,
        ForgedPerAddressBurst = 3,
        MaxAtOnce = 5,
        StrangersAtOnce = 2,
        GenuineFor = TimeSpan.FromHours(1),
    };

    [Fact]
    public void A_stranger_who_forges_is_turned_away_until_the_rate_allows_another_one()
    {
        var guard = Guard();
        Forge(guard, Stranger, times: 3);
        guard.TurnsAway(Stranger).ShouldBeTrue();
        guard.TurnsAway(IPAddress.Parse("203.0.113.9")).ShouldBeFalse();
        _time.Go(TimeSpan.FromSeconds(1));
        guard.TurnsAway(Stranger).ShouldBeFalse();
    }

    [Fact]
    public void A_proxy_and_an_address_that_sent_something_genuine_are_never_turned_away()
    {
        var guard = Guard();
        guard.WasGenuine(WeChat);
        Forge(guard, WeChat, times: 1_000);
        Forge(guard, Proxy, times: 1_000);
        guard.TurnsAway(WeChat).ShouldBeFalse();
        guard.TurnsAway(Proxy).ShouldBeFalse();
        guard.TurnsAway(Proxy.MapToIPv6()).ShouldBeFalse();
    }

    [Fact]
    public void Something_genuine_is_forgotten_after_its_time()
    {
        var guard = Guard();
        guard.WasGenuine(WeChat);
        _time.Go(_options.GenuineFor);
        Forge(guard, WeChat, times: 3);
        guard.TurnsAway(WeChat).ShouldBeTrue();
        guard.WasGenuine(WeChat);
        guard.TurnsAway(WeChat).ShouldBeFalse();
    }

    [Fact]
    public void Strangers_together_cannot_use_the_share_a_second_that_is_kept_for_known_addresses()
    {
        var guard = Guard();
        guard.WasGenuine(WeChat);
        Enumerable.Range(0, 100).Count(i => Enters(guard, IPAddress.Parse($"198.51.100.{i}"))).ShouldBe(4);
        Enumerable.Range(0, 100).Count(_ => Enters(guard, WeChat)).ShouldBe(6);
        _time.Go(TimeSpan.FromSeconds(1));
        Enters(guard, WeChat).ShouldBeTrue();
        Enters(guard, WeChat).ShouldBeFalse("the rate is everybody's");
    }

    [Fact]
    public void Strangers_together_cannot_fill_the_places_that_are_kept_for_known_addresses()
    {
        var guard = Guard();
        guard.WasGenuine(WeChat);
        var strangers = Enumerable.Range(0, 4).Select(_ => guard.TryEnter(Stranger)).ToList();
        strangers.Count(place => place is not null).ShouldBe(2);
        var known = Enumerable.Range(0, 4).Select(_ => guard.TryEnter(WeChat)).ToList();
        known.Count(place => place is not null).ShouldBe(3);

        strangers[0]!.Dispose();
        guard.TryEnter(Stranger).ShouldNotBeNull();
        guard.TryEnter(WeChat).ShouldBeNull();
    }

    [Fact]
    public void The_longest_silent_address_makes_room_for_a_new_genuine_one()
    {
        var guard = Guard();
        for (var i = 0; i < 300; i++)
        {
            guard.WasGenuine(IPAddress.Parse($"198.51.{i / 250}.{i % 250}"));
            _time.Go(TimeSpan.FromMilliseconds(1));
        }
        Forge(guard, IPAddress.Parse("198.51.0.0"), times: 3);
        Forge(guard, IPAddress.Parse("198.51.1.49"), times: 3);
        guard.TurnsAway(IPAddress.Parse("198.51.0.0")).ShouldBeTrue();
        guard.TurnsAway(IPAddress.Parse("198.51.1.49")).ShouldBeFalse();
    }

    [Fact]
    public void Many_in_a_minute_are_told_once_a_minute_and_few_never()
    {
        var count = new ForgeryCount(many: 3, _time);
        Enumerable.Range(0, 10).Count(_ => count.Add()).ShouldBe(1);
        _time.Go(TimeSpan.FromMinutes(1));
        Enumerable.Range(0, 2).Count(_ => count.Add()).ShouldBe(0);
        _time.Go(TimeSpan.FromMinutes(1));
        Enumerable.Range(0, 3).Count(_ => count.Add()).ShouldBe(1);
    }

    private CallbackGuard Guard() => new(Options.Create(_options), [Proxy], _time);

    private static void Forge(CallbackGuard guard, IPAddress address, int times)
    {
        for (var i = 0; i < times; i++)
            guard.WasForged(address);
    }

    private static bool Enters(CallbackGuard guard, IPAddress address)
    {
        using var place = guard.TryEnter(address);
        return place is not null;
    }
}
