namespace FuelGrains.Load.Tests.Verifiers.Payments;

/// <summary>Tests which callbacks count, and which were sent to a dead process.</summary>
public sealed class CallbackVerifierTests
{
    private static readonly Outage Killed = new(PaymentRecords.Noon, PaymentRecords.Noon.AddSeconds(4), "100 payments");

    [Fact]
    public void Quick_answers_hold_every_promise() =>
        Evaluate(Answer(200, 12), Answer(204, 900), Answer(503, 40), Never(-1), Never(-2))
            .Where(c => !c.Held)
            .ShouldBeEmpty();

    [Fact]
    public void One_answer_of_more_than_three_seconds_breaks_the_longest() =>
        Broken(Answer(200, 10), Answer(200, 3_200)).ShouldContain("none of them over 3 s");

    [Fact]
    public void Two_slow_answers_in_a_hundred_break_the_99th() =>
        Broken([.. Enumerable.Repeat(Answer(200, 10), 98), Answer(200, 1_500), Answer(200, 1_500)])
            .ShouldBe(["p99 of the answers under 1 s"]);

    [Fact]
    public void Silence_of_a_running_product_is_a_failure_and_silence_of_a_dead_one_is_counted_apart()
    {
        Broken(Answer(0, 5_000, PaymentRecords.Noon.AddMinutes(1)))
            .ShouldContain("without an answer while the product ran = 0");
        var dead = Of(
            Answer(0, 2_000, PaymentRecords.Noon.AddSeconds(1)),
            Answer(0, 1, PaymentRecords.Noon.AddSeconds(3))
        );
        dead.Dead.ShouldBe(2);
        dead.Checks().Where(c => !c.Held).ShouldBeEmpty();
    }

    [Fact]
    public void A_genuine_callback_may_be_put_off_and_never_be_refused()
    {
        Broken(Answer(503, 5)).ShouldBeEmpty();
        Broken(Answer(401, 5)).ShouldBe(["genuine and refused = 0"]);
    }

    [Fact]
    public void What_was_paid_wrongly_may_be_refused()
    {
        var wrong = new Notify("pay", PaymentRecords.Number(8), 1, 0, 400, 5, PaymentRecords.Noon);
        new CallbackVerifier(With(wrong), [Killed]).Checks().Where(c => !c.Held).ShouldBeEmpty();
    }

    private static Notify Answer(int status, double ms, DateTimeOffset? at = null) =>
        new("pay", PaymentRecords.Number(1), 1, 0, status, ms, at ?? PaymentRecords.Noon.AddMinutes(1));

    private static Notify Never(int status) => Answer(status, 0);

    private static IEnumerable<Check> Evaluate(params Notify[] notifies)
    {
        var found = Of(notifies);
        return [.. found.Times(), .. found.Checks()];
    }

    private static List<string> Broken(params Notify[] notifies) =>
        [.. Evaluate(notifies).Where(c => !c.Held).Select(c => c.Promise)];

    private static CallbackVerifier Of(params Notify[] notifies) => new(With(notifies), [Killed]);

    private static PaymentHistory With(params Notify[] notifies) =>
        (PaymentRecords.Good with { Journal = PaymentRecords.Good.Journal with { Notifies = notifies } }).History;
}
