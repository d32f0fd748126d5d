using FuelGrains.Load.Tests.Verifiers.Payments;
using static FuelGrains.Load.Tests.Verifiers.Payments.PaymentRecords;
using static FuelGrains.Load.Tests.Verifiers.Seats.TeamRecords;

namespace FuelGrains.Load.Tests.Verifiers.Seats;

/// <summary>A verifier that cannot fail verifies nothing: each wrong row must be found by the promise it breaks.</summary>
public sealed class TeamInvariantsTests
{
    public static TheoryData<string> EachWrong => [.. WrongTeams.All.Keys];

    [Fact]
    public void A_run_with_one_of_everything_breaks_no_promise()
    {
        TeamInvariants.Of(Honest.History).Where(c => !c.Held).ShouldBeEmpty();
        PaymentInvariants.Of(Honest.History.Payments).Where(c => !c.Held).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(EachWrong))]
    public void A_wrong_row_is_found(string wrong)
    {
        var (spoil, promise) = WrongTeams.All[wrong];
        TeamInvariants
            .Of(spoil(Honest).History)
            .Where(c => !c.Held)
            .ShouldContain(c => c.Promise.StartsWith(promise, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_promise_is_broken_by_some_wrong_row()
    {
        var broken = WrongTeams
            .All.Values.SelectMany(w => TeamInvariants.Of(w.Spoil(Honest).History))
            .Where(c => !c.Held)
            .Select(c => c.Promise)
            .ToHashSet();
        TeamInvariants
            .Of(Honest.History)
            .Select(c => c.Promise)
            .Where(promise => !broken.Contains(promise))
            .ShouldBeEmpty();
    }

    [Fact]
    public void Only_a_team_that_failed_excuses_money_that_went_back_unasked()
    {
        var books = Honest with
        {
            Rows = Honest.Rows with
            {
                Teams =
                [
                    .. Honest.Rows.Teams.Select(t => t.Id == Team(2) ? t with { State = TeamState.Completed } : t),
                ],
            },
        };
        PaymentInvariants
            .Of(books.History.Payments)
            .Where(c => !c.Held)
            .Select(c => c.Promise)
            .ShouldBe([
                "paid in time, and nobody asked otherwise: fulfilled",
                "nobody's order was refunded without asking",
            ]);
    }

    [Fact]
    public void A_customer_who_left_an_open_team_may_open_another_while_it_goes_on()
    {
        // Customer 6 opened team 3, and left it 50 s after noon.
        var books = Honest with
        {
            Rows = Honest.Rows with
            {
                Teams =
                [
                    .. Honest.Rows.Teams.Select(t =>
                        t.Id == Team(1) ? t with { OpenedBy = Customer(6), OpenedAt = Noon.AddSeconds(50) } : t
                    ),
                ],
            },
        };
        TeamInvariants.Of(books.History).Where(c => !c.Held).ShouldBeEmpty();
    }
}
