using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.GrainInterfaces.Orders.Refunds;
using FuelGrains.Grains.Orders.Refunds;
using FuelGrains.Grains.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Orders.Refunds;

/// <summary>Staff who ask twice for a refund of one order, by two tabs or two persons, on either store.</summary>
public abstract class RecentRefundContract(Func<Task<LedgerFixture>> make) : RefundContract(make)
{
    private async Task<OrderId> FulfilledAsync()
    {
        Fixture.Silo.Services.GetRequiredService<IOptions<RefundOptions>>().Value.RecentFor = TimeSpan.FromMinutes(10);
        var (shard, customer, order) = await Fixture.PaidAsync();
        await IssuedAsync(shard.ToString(), customer, order);
        return order;
    }

    [Fact]
    public async Task Another_refund_of_the_same_order_within_minutes_names_the_one_before()
    {
        var order = await FulfilledAsync();
        var first = (await Fixture.Money(order).RefundAsync(Staff(400))).Refund!.OutRefundNo;
        var again = Staff(400) with { Staff = "li" };

        var refused = await Fixture.Money(order).RefundAsync(again);
        (refused.Outcome, refused.Refund!.OutRefundNo).ShouldBe((RefundOutcome.RefundedRecently, first));

        var meant = again with { KeyHash = Guid.NewGuid(), KnownRefund = first };
        var second = await Fixture.Money(order).RefundAsync(meant);
        second.Outcome.ShouldBe(RefundOutcome.Done);
        (await Fixture.Money(order).RefundAsync(meant)).Outcome.ShouldBe(RefundOutcome.Replayed);
        var stale = await Fixture.Money(order).RefundAsync(Staff(400) with { KnownRefund = first });
        (stale.Outcome, stale.Refund!.OutRefundNo).ShouldBe(
            (RefundOutcome.RefundedRecently, second.Refund!.OutRefundNo)
        );
        (await Fixture.PaymentsAsync(order)).Single().RefundFen.ShouldBe(800);
    }

    [Fact]
    public async Task Of_eight_tabs_at_once_one_refunds()
    {
        var order = await FulfilledAsync();
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(i =>
                    Fixture.Service<RefundIntake>().RequestAsync(order, Staff(400) with { Staff = $"staff{i}" })
                )
        );
        answers.Count(a => a.Outcome == RefundOutcome.Done).ShouldBe(1);
        answers.Count(a => a.Outcome == RefundOutcome.RefundedRecently).ShouldBe(7);
        (await Fixture.PaymentsAsync(order)).Single().RefundFen.ShouldBe(400);
    }

    [Fact]
    public async Task A_refund_of_a_quarter_of_an_hour_ago_is_not_recent()
    {
        var order = await FulfilledAsync();
        await Fixture.Money(order).RefundAsync(Staff(400));
        Fixture.Silo.Time.Now += TimeSpan.FromMinutes(15);
        (await Fixture.Money(order).RefundAsync(Staff(400))).Outcome.ShouldBe(RefundOutcome.Done);
    }
}

public sealed class SqliteRecentRefundTests() : RecentRefundContract(LedgerFixture.SqliteAsync);

public sealed class PostgresRecentRefundTests() : RecentRefundContract(() => LedgerFixture.PostgresAsync());
