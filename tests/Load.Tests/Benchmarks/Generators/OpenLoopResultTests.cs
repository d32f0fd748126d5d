namespace FuelGrains.Load.Tests.Benchmarks.Generators;

/// <summary>Tests which open loops count for nothing.</summary>
public sealed class OpenLoopResultTests
{
    [Fact]
    public void A_run_whose_requests_were_answered_counts() =>
        Answered((201, 99), (503, 1)).Invalid("orders").ShouldBe("");

    [Fact]
    public void More_than_one_other_reply_in_a_hundred_makes_a_run_invalid() =>
        Answered((201, 98), (503, 2))
            .Invalid("orders")
            .ShouldBe("orders: 98 of 100 as expected; 503: 2, never sent: 0");

    [Fact]
    public void Requests_without_an_answer_make_a_run_invalid() =>
        Answered((201, 90)).Invalid("orders").ShouldStartWith("orders: 90 of 100");

    [Fact]
    public void A_run_that_accepted_nothing_is_invalid_whatever_was_expected() =>
        Answered((409, 100)).Invalid("orders", alsoExpected: 409).ShouldNotBeEmpty();

    [Fact]
    public void A_run_that_planned_nothing_is_invalid() => new OpenLoopResult(0).Invalid("orders").ShouldNotBeEmpty();

    [Fact]
    public void Refusals_may_be_expected_as_well() =>
        Answered((201, 40), (409, 60)).Invalid("orders", alsoExpected: 409).ShouldBe("");

    private static OpenLoopResult Answered(params (int Status, int Count)[] replies)
    {
        var result = new OpenLoopResult(100);
        foreach (var (status, count) in replies)
            for (var i = 0; i < count; i++)
                result.Answered(status, TimeSpan.FromMilliseconds(1));
        return result;
    }
}
