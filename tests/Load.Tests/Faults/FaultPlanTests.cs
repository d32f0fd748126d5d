namespace FuelGrains.Load.Tests.Faults;

/// <summary>Tests what a seed decides: behaviours, coupons, faults, spells and kills.</summary>
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
    public void WeChat_hangs_early_and_the_account_is_empty_between_the_kills()
    {
        for (var seed = 1; seed < 500; seed++)
        {
            var spells = FaultPlan.Spells(seed, 1_000);
            spells.Select(s => s.Kind).ShouldBe([SpellKind.Hang, SpellKind.EmptyAccount]);
            spells[0].At.ShouldBeInRange(50, 150);
            spells[1].At.ShouldBeInRange(450, 550);
            spells.ShouldAllBe(s => s.Lasts >= TimeSpan.FromSeconds(5) && s.Lasts <= TimeSpan.FromSeconds(8));
            FaultPlan.Spells(seed, 1_000).ShouldBe(spells);
        }
    }

    [Fact]
    public void Some_customers_have_a_coupon_and_some_of_them_pay_nothing()
    {
        const long Price = 19_900;
        var coupons = Enumerable.Range(0, 1_000).Select(i => new CouponShare(7, 20).Of(i, Price)).OfType<PhoneCoupon>();
        List<PhoneCoupon> drawn = [.. coupons];
        drawn.Count.ShouldBeInRange(150, 250);
        drawn.ShouldAllBe(c => c.AmountFen > 0 && c.AmountFen <= Price);
        drawn.Count(c => c.AmountFen == Price).ShouldBeInRange(drawn.Count / 8, drawn.Count / 2);
        drawn.Select(c => c.Type).Distinct().Count().ShouldBe(2);
        drawn[0].Pay(new("wx1", AmountFen: 1), Price).CouponFen.ShouldBe(1);
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
