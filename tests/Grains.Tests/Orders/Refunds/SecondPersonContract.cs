using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.GrainInterfaces.Orders.Refunds;
using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Orders.Refunds;
using FuelGrains.Grains.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Orders.Refunds;

/// <summary>A second person must agree to a large refund, and not everybody may, on either store.</summary>
public abstract class SecondPersonContract(Func<Task<LedgerFixture>> make) : RefundContract(make)
{
    private RefundOptions Options => Fixture.Silo.Services.GetRequiredService<IOptions<RefundOptions>>().Value;

    [Fact]
    public async Task Requests_of_one_person_over_many_orders_at_once_stay_within_the_sum_of_a_day()
    {
        Options.SecondPersonAboveFenADay = 30_000;
        var orders = new List<OrderId>();
        for (var i = 0; i < 8; i++)
            orders.Add(await FulfilledAsync());

        var answers = await Task.WhenAll(
            orders.Select(order => Fixture.Service<RefundIntake>().RequestAsync(order, Staff(10_000)))
        );

        answers.ShouldAllBe(a => a.Outcome == RefundOutcome.Done);
        answers.Count(a => a.Refund!.State == RefundState.Pending).ShouldBe(3);
        answers.Count(a => a.Refund!.State == RefundState.AwaitingApproval).ShouldBe(5);
        var other = await Fixture.Money(await FulfilledAsync()).RefundAsync(Staff(10_000) with { Staff = "li" });
        other.Refund!.State.ShouldBe(RefundState.Pending, "the sum is a person's");
    }

    [Fact]
    public async Task The_sum_of_a_day_covers_the_last_24_hours()
    {
        Options.SecondPersonAboveFenADay = 15_000;
        var (first, second, third) = (await FulfilledAsync(), await FulfilledAsync(), await FulfilledAsync());
        (await AskAsync(10_000, first)).State.ShouldBe(RefundState.Pending);
        Fixture.Silo.Time.Now += TimeSpan.FromHours(23.9);
        var waiting = await AskAsync(10_000, second);
        waiting.State.ShouldBe(RefundState.AwaitingApproval);
        await Fixture.Money(second).DecideRefundAsync(waiting.OutRefundNo, approve: false, "li");
        Fixture.Silo.Time.Now += TimeSpan.FromHours(0.2);
        (await AskAsync(10_000, third)).State.ShouldBe(RefundState.Pending);
    }

    [Theory]
    [InlineData("wang", "wang", false)]
    [InlineData("wang", "boss", false)]
    [InlineData("boss", "wang", false)]
    [InlineData("boss", "li", false)]
    [InlineData("li", "boss", false)]
    [InlineData("wang", "zhao", true)]
    [InlineData("li", "zhao", true)]
    [InlineData("boss", "owner", true)]
    public async Task Nobody_approves_what_they_or_an_account_they_made_asked_for(
        string asks,
        string approves,
        bool may
    )
    {
        await AddStaffAsync("owner", by: "configuration");
        await AddStaffAsync("boss", by: "configuration");
        await AddStaffAsync("wang", by: "boss");
        await AddStaffAsync("zhao", by: "boss");
        await AddStaffAsync("li", by: "wang");
        Options.SecondPersonAboveFen = 0;
        var refund = await AskAsync(100, await FulfilledAsync(), asks);
        refund.State.ShouldBe(RefundState.AwaitingApproval);

        var money = Fixture.Money(refund.Order!.Value);
        var answer = await money.DecideRefundAsync(refund.OutRefundNo, approve: true, approves);

        answer.Outcome.ShouldBe(may ? RefundOutcome.Done : RefundOutcome.SamePerson);
    }

    [Fact]
    public async Task Whoever_asked_may_take_the_request_back()
    {
        Options.SecondPersonAboveFen = 0;
        var refund = await AskAsync(100, await FulfilledAsync());
        var order = refund.Order!.Value;
        (await Fixture.Money(order).DecideRefundAsync(refund.OutRefundNo, approve: false, "wang")).Outcome.ShouldBe(
            RefundOutcome.Done
        );
        (await Fixture.PaymentsAsync(order)).Single().RefundFen.ShouldBe(0);
    }

    [Fact]
    public async Task What_ends_with_its_team_goes_back_whole_although_a_request_for_it_waits()
    {
        Options.SecondPersonAboveFen = 0;
        var (shard, customer, order) = await Fixture.PaidAsync();
        var waiting = await AskAsync(19_900, order);
        waiting.State.ShouldBe(RefundState.AwaitingApproval);
        (
            await Fixture
                .Silo.Grains.GetGrain<IOrderOwnerGrain>(shard.ToString())
                .ApplyAsync(new(order, customer, OrderAction.Refund))
        ).Outcome.ShouldBe(TransitionOutcome.Applied);

        var message = new OutboxMessage(Guid.NewGuid(), OutboxKinds.RefundOrder, $"{order}", "", 0);
        await Fixture.Service<RefundOrderHandler>().DeliverAsync(message, Ct);

        (await Fixture.RefundsAsync(order))
            .Select(r => (r.State, r.AmountFen, r.AskedBy))
            .ShouldBe([(RefundState.Rejected, 19_900, "staff/wang"), (RefundState.Pending, 19_900, "system")], true);
        (await Fixture.PaymentsAsync(order)).Single().RefundFen.ShouldBe(19_900);
        (await Fixture.Money(order).DecideRefundAsync(waiting.OutRefundNo, approve: true, "li")).Outcome.ShouldBe(
            RefundOutcome.AlreadyDecided
        );
    }

    private async Task<RefundView> AskAsync(long amountFen, OrderId order, string staff = "wang") =>
        (await Fixture.Money(order).RefundAsync(Staff(amountFen) with { Staff = staff })).Refund.ShouldNotBeNull();

    private async Task<OrderId> FulfilledAsync()
    {
        var (shard, customer, order) = await Fixture.PaidAsync();
        await IssuedAsync(shard.ToString(), customer, order);
        return order;
    }

    private async Task AddStaffAsync(string name, string by) =>
        (
            await Fixture
                .Silo.Grains.GetGrain<IStaffDirectoryGrain>(0)
                .AddAsync(new(name, [StaffRoles.Ops]), "a long password", by)
        ).ShouldBeTrue();
}

public sealed class SqliteSecondPersonTests() : SecondPersonContract(LedgerFixture.SqliteAsync);

public sealed class PostgresSecondPersonTests() : SecondPersonContract(() => LedgerFixture.PostgresAsync());
