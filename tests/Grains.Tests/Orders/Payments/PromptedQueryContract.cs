using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.GrainInterfaces.Orders.Payments;
using FuelGrains.Grains.Orders.Gateway;
using FuelGrains.Grains.Orders.Payments;
using FuelGrains.Grains.Tests.Orders.Gateway;
using FuelGrains.Grains.Tests.Storage;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Orders.Payments;

/// <summary>A customer comes back while every callback is lost: the gateway is queried at once, and an order has a share of that.</summary>
public abstract class PromptedQueryContract(Func<Task<LedgerFixture>> make) : OrderMoneyContract(make)
{
    private static readonly PaymentOptions Options = new();

    private int _queries;

    [Fact]
    public async Task Who_comes_back_from_paying_is_told_paid_although_no_callback_came()
    {
        var (customer, order) = await PreparedAsync();
        var paid = ScriptedGateway.Money(MoneyIds.OutTradeNo(order, 1));
        Fixture.Gateway.OnQuery = _ => new(TradeState.Paid, paid);

        var reply = await Fixture.Money(order).PromptAsync(customer, QueryPrompt.Return);

        reply.ShouldBe(new(Found: true, OrderStatus.Paid, Answer: PromptAnswer.Paid));
        (await Fixture.PaymentsAsync(order)).ShouldHaveSingleItem().State.ShouldBe(PaymentState.Kept);
    }

    [Fact]
    public async Task An_order_has_three_prompted_queries_with_a_gap_between_them_and_its_schedule_does_not_move()
    {
        var (customer, order) = await PreparedAsync();
        var scheduled = (await Fixture.AttemptsAsync(order)).Single();
        for (var second = 0; second < 60; second++)
        {
            await Fixture.Money(order).PromptAsync(customer, QueryPrompt.Return);
            Fixture.Silo.Time.Now += TimeSpan.FromSeconds(1);
        }

        _queries.ShouldBe(Options.PromptedQueries);
        var after = (await Fixture.AttemptsAsync(order)).Single();
        (after.Queries, after.NextQueryAt).ShouldBe((scheduled.Queries, scheduled.NextQueryAt));
        after.PromptedAt.ShouldBe(scheduled.CreatedAt + (Options.PromptedGap * (Options.PromptedQueries - 1)));
    }

    [Fact]
    public async Task A_reply_says_when_a_prompt_leads_to_a_query_again_and_then_when_the_schedule_does()
    {
        var (customer, order) = await PreparedAsync();
        var money = Fixture.Money(order);

        var first = await money.PromptAsync(customer, QueryPrompt.Return);
        (first.Answer, first.AgainAfter).ShouldBe((PromptAnswer.NotPaid, Options.PromptedGap));
        Fixture.Silo.Time.Now += TimeSpan.FromSeconds(1);
        var tooSoon = await money.PromptAsync(customer, QueryPrompt.Return);
        (tooSoon.Answer, tooSoon.AgainAfter).ShouldBe(
            (PromptAnswer.NotQueried, Options.PromptedGap - TimeSpan.FromSeconds(1))
        );
        for (var i = 1; i < Options.PromptedQueries; i++)
        {
            Fixture.Silo.Time.Now += Options.PromptedGap;
            await money.PromptAsync(customer, QueryPrompt.Return);
        }

        var usedUp = await money.PromptAsync(customer, QueryPrompt.Return);
        var next = (await Fixture.AttemptsAsync(order)).Single().NextQueryAt!.Value;
        var left = next - Fixture.Silo.Time.GetUtcNow();
        usedUp.AgainAfter.ShouldBe(left > TimeSpan.FromSeconds(1) ? left : TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_second_attempt_of_an_order_has_only_what_the_first_one_left()
    {
        var (customer, order) = await PreparedAsync();
        await Fixture.Money(order).PromptAsync(customer, QueryPrompt.Return);
        Fixture.Gateway.OnQuery = _ => new(TradeState.Closed);
        Fixture.Silo.Time.Now += Options.PromptedGap;
        await Fixture.Money(order).PromptAsync(customer, QueryPrompt.Return);
        _queries = 0;
        Fixture.Gateway.OnQuery = Count;
        (await Fixture.Money(order).PayAsync(customer)).Outcome.ShouldBe(PayOutcome.Ready);
        for (var i = 0; i < 5; i++)
        {
            Fixture.Silo.Time.Now += Options.PromptedGap;
            await Fixture.Money(order).PromptAsync(customer, QueryPrompt.Return);
        }

        (await Fixture.AttemptsAsync(order)).Length.ShouldBe(2);
        _queries.ShouldBe(Options.PromptedQueries - 2);
    }

    [Fact]
    public async Task Looks_have_one_query_of_the_share()
    {
        var (customer, order) = await PreparedAsync();
        for (var i = 0; i < 5; i++)
        {
            await Fixture.Money(order).PromptAsync(customer, QueryPrompt.Look);
            Fixture.Silo.Time.Now += Options.PromptedGap;
        }
        _queries.ShouldBe(1);
        await Fixture.Money(order).PromptAsync(customer, QueryPrompt.Return);
        _queries.ShouldBe(2);
    }

    [Fact]
    public async Task An_order_that_has_no_attempt_and_a_customer_who_only_wants_to_know_query_nothing()
    {
        var (_, customer, bare) = await Fixture.OrderAsync();
        Fixture.Gateway.OnQuery = Count;
        (await Fixture.Money(bare).PromptAsync(customer, QueryPrompt.Return)).ShouldBe(new(Found: true));
        var (other, order) = await PreparedAsync();
        await Fixture.Money(order).PromptAsync(other, QueryPrompt.None);
        _queries.ShouldBe(0);
    }

    [Fact]
    public async Task Somebody_elses_order_is_not_found_and_not_queried()
    {
        var (_, order) = await PreparedAsync();
        var (stranger, _) = await PreparedAsync();
        (await Fixture.Money(order).PromptAsync(stranger, QueryPrompt.Return)).ShouldBe(new(Found: false));
        _queries.ShouldBe(0);
    }

    [Fact]
    public async Task Two_activations_that_are_prompted_at_once_share_the_orders_queries()
    {
        var (customer, order) = await PreparedAsync();
        var activations = Enumerable.Range(0, 8).Select(_ => Fixture.Service<PromptedQuery>()).ToList();
        for (var round = 0; round < 5; round++)
        {
            await Task.WhenAll(
                activations.Select(a => Task.Run(() => a.AnswerAsync(order, customer, QueryPrompt.Return, Ct), Ct))
            );
            Fixture.Silo.Time.Now += Options.PromptedGap;
        }
        _queries.ShouldBe(Options.PromptedQueries);
    }

    [Fact]
    public async Task Who_comes_back_while_a_query_is_under_way_waits_for_its_answer_and_sends_no_other()
    {
        var (customer, order) = await PreparedAsync();
        var paid = ScriptedGateway.Money(MoneyIds.OutTradeNo(order, 1));
        var (asked, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        Fixture.Gateway.BeforeQuery = () =>
        {
            asked.TrySetResult();
            return release.Task;
        };
        Fixture.Gateway.OnQuery = number => Count(number) with { State = TradeState.Paid, Transaction = paid };

        var first = Fixture.Money(order).PromptAsync(customer, QueryPrompt.Return);
        await asked.Task.WaitAsync(Ct);
        // The gap has passed, so only the running query holds the second one back.
        Fixture.Silo.Time.Now += Options.PromptedGap;
        var second = Fixture.Money(order).PromptAsync(customer, QueryPrompt.Return);
        release.SetResult();

        (await first).Status.ShouldBe(OrderStatus.Paid);
        (await second).Status.ShouldBe(OrderStatus.Paid);
        _queries.ShouldBe(1);
    }

    [Fact]
    public async Task A_silent_gateway_ends_a_prompt_at_the_deadline_and_the_order_stays_as_it_is()
    {
        var (customer, order) = await PreparedAsync();
        var asked = new TaskCompletionSource();
        Fixture.Gateway.BeforeQuery = () =>
        {
            asked.TrySetResult();
            return new TaskCompletionSource().Task;
        };

        using var deadline = new CancellationTokenSource();
        var prompt = Fixture.Service<PromptedQuery>().AnswerAsync(order, customer, QueryPrompt.Return, deadline.Token);
        await asked.Task.WaitAsync(Ct);
        await deadline.CancelAsync();

        var reply = await prompt;
        (reply.Status, reply.Answer).ShouldBe((OrderStatus.PendingPayment, PromptAnswer.Unknown));
    }

    private async Task<(GrainInterfaces.Customers.CustomerId Customer, OrderId Order)> PreparedAsync()
    {
        var (_, customer, order) = await Fixture.OrderAsync();
        (await Fixture.Money(order).PayAsync(customer)).Outcome.ShouldBe(PayOutcome.Ready);
        Fixture.Gateway.OnQuery = Count;
        return (customer, order);
    }

    private TradeReply Count(string number)
    {
        Interlocked.Increment(ref _queries);
        return new(TradeState.NotPay);
    }
}

public sealed class SqlitePromptedQueryTests() : PromptedQueryContract(LedgerFixture.SqliteAsync);

public sealed class PostgresPromptedQueryTests() : PromptedQueryContract(() => LedgerFixture.PostgresAsync());
