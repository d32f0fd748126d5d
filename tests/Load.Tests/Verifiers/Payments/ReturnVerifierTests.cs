using static FuelGrains.Load.Tests.Verifiers.Payments.PaymentRecords;

namespace FuelGrains.Load.Tests.Verifiers.Payments;

/// <summary>Tests which queries count as asked beyond the schedule, and how long a return may take.</summary>
public sealed class ReturnVerifierTests
{
    private static readonly (TimeSpan, TimeSpan) Schedule = (TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(1));

    [Fact]
    public void Three_queries_beyond_the_schedule_hold_and_the_schedules_own_are_not_counted()
    {
        // The schedule asks after 5, 15 and 35 s.
        var found = Of(1, 4, 5, 7, 15, 35);
        found.Most.ShouldBe(3);
        found.Checks().Where(c => !c.Held).ShouldBeEmpty();
    }

    [Fact]
    public void A_fourth_query_beyond_the_schedule_breaks_the_promise() =>
        Of(1, 2, 3, 4).Checks().Where(c => !c.Held).Single().Promise.ShouldContain("beyond the schedule");

    [Fact]
    public void An_order_whose_customer_did_not_come_back_is_not_judged() => Of([1, 2, 3, 4], back: 2).Most.ShouldBe(0);

    [Fact]
    public void A_callback_that_came_and_a_run_without_returns_are_no_measurement()
    {
        var came = Good.Journal with { Notifies = [new("pay", Number(1), 1, 0, 200, 5, Noon)] };
        Verifier((Good with { Journal = came }).History, new()).Checks().Count(c => !c.Held).ShouldBe(2);
    }

    [Fact]
    public void Two_slow_returns_in_a_hundred_break_the_99th()
    {
        var returns = new Returns();
        for (var i = 0; i < 100; i++)
            returns.Record(Order(1), TimeSpan.FromSeconds(i < 98 ? 0.1 : 6));
        Verifier(Good.History, returns).Times().Single().Held.ShouldBeFalse();
    }

    private static ReturnVerifier Of(params int[] seconds) => Of(seconds, back: 1);

    private static ReturnVerifier Of(int[] seconds, int back)
    {
        var returns = new Returns();
        returns.Record(Order(back), TimeSpan.FromSeconds(1));
        var journal = Good.Journal with
        {
            Notifies = [],
            Prepays = [.. Good.Journal.Prepays.Select(p => p with { At = Noon })],
            Queries = [.. seconds.Select(s => new JournalQuery(Number(1), Noon.AddSeconds(s)))],
        };
        return Verifier((Good with { Journal = journal }).History, returns);
    }

    private static ReturnVerifier Verifier(PaymentHistory history, Returns returns) => new(history, returns, Schedule);
}
