using FuelGrains.GrainInterfaces.Orders.Shipping;
using FuelGrains.Grains.Orders.Shipping;
using FuelGrains.Grains.Tests.Ops.Outbox;
using FuelGrains.Grains.Tests.Storage;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Orders.Shipping;

/// <summary>The alarm about reports that WeChat lacks, and the decisions of staff, on either store.</summary>
public abstract class ShippingDecisionContract(Func<Task<LedgerFixture>> make) : IAsyncLifetime
{
    private ShippingFixture _it = null!;

    public async ValueTask InitializeAsync() => _it = await ShippingFixture.StartAsync(make);

    public ValueTask DisposeAsync() => _it.DisposeAsync();

    [Fact]
    public async Task One_alarm_counts_what_WeChat_lacks_and_closes_by_itself()
    {
        var first = await _it.RedeemedAsync();
        _it.Silo.Time.Now += TimeSpan.FromSeconds(1);
        var second = await _it.RedeemedAsync();
        await _it.WeChat.FaultAsync("shipping", "refuse", new { code = "10060014" });
        await _it.WatchAsync();
        (await _it.Silo.Fixture.AlarmsAsync()).ShouldBeEmpty("nothing is late yet");

        await _it.DeliverAsync(first);
        _it.Silo.Time.Now += TimeSpan.FromDays(1) + TimeSpan.FromSeconds(1);
        for (var i = 0; i < 3; i++)
            await _it.WatchAsync();
        (await _it.Silo.Fixture.AlarmsAsync()).ShouldBe([(ShippingWatch.Alarm, ShippingWatch.Subject, 1)]);
        (await _it.AlarmDetailAsync()).ShouldContain("2 orders");
        (await _it.AlarmDetailAsync()).ShouldContain($"order/{first}");

        await _it.WeChat.HealAsync();
        await _it.DeliverAsync(second);
        (await _it.AgainAsync(first, "30 L")).ShouldNotBeNull();
        await _it.DeliverAsync(first);
        await _it.WatchAsync();
        (await _it.OpenAlarmsAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_correction_is_taken_once_and_a_refused_one_leaves_the_first_report()
    {
        var order = await _it.RedeemedAsync();
        (await _it.AgainAsync(order, "too early")).ShouldBeNull();
        await _it.DeliverAsync(order);
        _it.Silo.Time.Now += TimeSpan.FromMinutes(1);
        (await _it.AgainAsync(order, "wrong")).ShouldNotBeNull();
        (await _it.AgainAsync(order, "twice at once")).ShouldBeNull();
        await _it.WeChat.FaultAsync("shipping", "refuse", new { code = "10060009" });
        await _it.DeliverAsync(order);
        var refused = (await _it.FindAsync(order))!;
        (refused.State, refused.CorrectedAt, refused.Correcting).ShouldBe((ShippingState.Reported, null, false));
        refused.Trouble.ShouldNotBeNull().ShouldContain("10060009");

        await _it.WeChat.HealAsync();
        _it.Silo.Time.Now += TimeSpan.FromMinutes(1);
        (await _it.AgainAsync(order, "right")).ShouldNotBeNull();
        await _it.DeliverAsync(order);
        (await _it.FindAsync(order))!.CorrectedAt.ShouldBe(_it.Silo.Time.Now);
        (await _it.AgainAsync(order, "a second one")).ShouldBeNull();
        (await _it.ReportsAsync()).Select(r => r.GetProperty("items").GetString()).ShouldBe(["周五 30 L*1", "right"]);
    }
}

public sealed class PostgresShippingDecisionTests() : ShippingDecisionContract(() => LedgerFixture.PostgresAsync());

public sealed class SqliteShippingDecisionTests() : ShippingDecisionContract(LedgerFixture.SqliteAsync);
