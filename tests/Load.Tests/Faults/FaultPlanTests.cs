namespace FuelGrains.Load.Tests.Faults;

/// <summary>Tests what a seed decides: behaviours, faults and kills.</summary>
public sealed class FaultPlanTests
{
    [Fact]
    public void The_same_seed_gives_the_same_run_and_another_seed_another_one()
    {
        var shares = new Shares([.. Behaviours.OfSale.Select(s => s with { Of100 = 10 })]);
        Behaviour[] Drawn(int seed) => [.. Enumerable.Range(0, 200).Select(i => shares.Of(seed, i))];
        Drawn(7).ShouldBe(Drawn(7));
        Drawn(7).ShouldNotBe(Drawn(8));
        Drawn(7).Distinct().Count().ShouldBe(1 + shares.All.Sum(s => s.Behaviours.Length));
        FaultPlan.Of(7).ShouldBe(FaultPlan.Of(7));
        FaultPlan.Of(7).ShouldNotBe(FaultPlan.Of(8));
    }

    [Fact]
    public void Kills_lie_in_the_middle_of_the_payments_and_apart()
    {
        for (var seed = 1; seed < 500; seed++)
        {
            var plan = PlannedKill.AtPayments(2, 900, seed).Select(s => s.At).ToArray();
            plan[0].ShouldBeInRange(225, 375);
            plan[1].ShouldBeInRange(525, 675);
        }
    }
}
