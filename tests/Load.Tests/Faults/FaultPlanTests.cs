namespace FuelGrains.Load.Tests.Faults;

/// <summary>Tests what a seed decides: behaviours, faults and kills.</summary>
public sealed class FaultPlanTests
{
    [Fact]
    public void The_same_seed_gives_the_same_run_and_another_seed_another_one()
    {
        var shares = new BehaviourShares(10, 10, 10, 10, 10, 10);
        Behaviour[] Behaviours(int seed) => [.. Enumerable.Range(0, 200).Select(i => shares.Of(seed, i))];
        Behaviours(7).ShouldBe(Behaviours(7));
        Behaviours(7).ShouldNotBe(Behaviours(8));
        Behaviours(7).Distinct().Count().ShouldBe(Enum.GetValues<Behaviour>().Length);
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
