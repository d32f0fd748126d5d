using System.Collections.Immutable;
using CsCheck;
using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.GrainInterfaces.Orders.Refunds;
using FuelGrains.Grains.Orders.Gateway;
using FuelGrains.Grains.Orders.Refunds;
using FuelGrains.Grains.Orders.Vouchers;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Orders.Refunds;

public sealed class RefundRuleTests
{
    private static readonly RefundOptions Options = new()
    {
        SecondPersonAboveFen = 1_000,
        SecondPersonAboveFenADay = 5_000,
    };
    private static readonly ImmutableArray<RefundableVoucher> Three =
    [
        .. Enumerable.Range(0, 3).Select(unit => new RefundableVoucher(Guid.NewGuid(), unit, 100)),
    ];

    [Fact]
    public void A_customer_gets_the_price_of_the_untouched_vouchers()
    {
        var all = Plan(Customer());
        (all.Outcome, all.AmountFen, all.Units, all.AwaitsApproval).ShouldBe((RefundOutcome.Done, 300L, 3, false));
        var one = Plan(Customer(Three[1].Id));
        (one.AmountFen, one.Units).ShouldBe((100L, 1));
        one.Vouchers.ShouldHaveSingleItem().ShouldBe(Three[1]);
    }

    [Fact]
    public void A_customer_gets_nothing_for_vouchers_that_are_not_theirs_or_not_untouched()
    {
        Plan(Customer(Guid.NewGuid())).Outcome.ShouldBe(RefundOutcome.VoucherTouched);
        Plan(Customer(), untouched: []).Outcome.ShouldBe(RefundOutcome.NothingLeft);
        Plan(Customer(), leftFen: 299).Outcome.ShouldBe(RefundOutcome.TooMuch);
        Plan(Customer(), status: OrderStatus.Cancelled).Outcome.ShouldBe(RefundOutcome.NotPaid);
        Plan(Customer(), status: OrderStatus.Paid, untouched: [], issued: 0)
            .Outcome.ShouldBe(RefundOutcome.NotFulfilled);
    }

    [Fact]
    public void Staff_refund_money_alone_or_with_named_vouchers()
    {
        var money = Plan(Staff(50));
        (money.Outcome, money.AmountFen, money.Units, money.Vouchers.Length).ShouldBe((RefundOutcome.Done, 50L, 0, 0));
        Plan(Staff(50, Three[0].Id)).Units.ShouldBe(1);
        Plan(Staff(301)).Outcome.ShouldBe(RefundOutcome.TooMuch);
        Plan(Staff(1), leftFen: 0).Outcome.ShouldBe(RefundOutcome.NothingLeft);
    }

    [Fact]
    public void An_unissued_order_is_refunded_whole_or_not_yet()
    {
        Plan(Staff(50), status: OrderStatus.Paid, untouched: [], issued: 0)
            .Outcome.ShouldBe(RefundOutcome.NotFulfilled);
        var whole = Plan(Staff(300), status: OrderStatus.Paid, untouched: [], issued: 0);
        (whole.Outcome, whole.Units, whole.StopsFulfilment).ShouldBe((RefundOutcome.Done, 3, true));
    }

    [Fact]
    public void An_order_that_is_being_issued_is_not_refunded_yet()
    {
        Plan(Customer(), untouched: [], issued: 0, issuing: 3).Outcome.ShouldBe(RefundOutcome.NotFulfilled);
        Plan(Staff(50), untouched: [], issued: 0, issuing: 3).Outcome.ShouldBe(RefundOutcome.NotFulfilled);
        Plan(Staff(300), status: OrderStatus.Paid, untouched: [], issued: 0, issuing: 3).StopsFulfilment.ShouldBeTrue();
    }

    [Fact]
    public void A_sum_above_the_limit_needs_approval_however_it_is_sliced()
    {
        Plan(Staff(1_000), leftFen: 5_000).AwaitsApproval.ShouldBeFalse();
        Plan(Staff(1_001), leftFen: 5_000).AwaitsApproval.ShouldBeTrue();
        Plan(Staff(1), leftFen: 5_000, staffFen: 1_000).AwaitsApproval.ShouldBeTrue();
    }

    [Fact]
    public void The_sum_of_a_persons_day_needs_a_second_person_too()
    {
        Plan(Staff(100), dayFen: 4_900).AwaitsApproval.ShouldBeFalse();
        Plan(Staff(101), dayFen: 4_900).AwaitsApproval.ShouldBeTrue();
    }

    [Fact]
    public void No_plan_refunds_more_than_is_left() =>
        Gen.Select(Gen.Long[0, 400], Gen.Long[1, 400], Gen.Int[0, 3], Gen.Bool, Gen.Enum<OrderStatus>())
            .Sample(
                (left, amount, named, staff, status) =>
                {
                    Guid[] vouchers = [.. Three.Take(named).Select(v => v.Id)];
                    var plan = Plan(staff ? Staff(amount, vouchers) : Customer(vouchers), left, status: status);
                    if (plan.Outcome != RefundOutcome.Done)
                        return;
                    plan.AmountFen.ShouldBeInRange(1, left);
                    plan.Units.ShouldBeInRange(0, 3);
                }
            );

    [Theory]
    [InlineData(RefundProgress.Unknown, 0, RefundStep.Wait)]
    [InlineData(RefundProgress.Processing, 0, RefundStep.Accept)]
    [InlineData(RefundProgress.Succeeded, 100, RefundStep.Succeed)]
    [InlineData(RefundProgress.Succeeded, 99, RefundStep.Alarm)]
    [InlineData(RefundProgress.Closed, 0, RefundStep.Renumber)]
    [InlineData(RefundProgress.Abnormal, 0, RefundStep.Alarm)]
    [InlineData(RefundProgress.NotExist, 0, RefundStep.SendAgain)]
    [InlineData(RefundProgress.Refused, 0, RefundStep.Refuse)]
    public void Only_a_success_of_the_whole_amount_succeeds(RefundProgress progress, long fen, RefundStep step) =>
        RefundSteps.Of(progress, fen, 100).ShouldBe(step);

    private static RefundPlan Plan(
        RefundCommand command,
        long leftFen = 300,
        long staffFen = 0,
        long dayFen = 0,
        OrderStatus status = OrderStatus.Fulfilled,
        ImmutableArray<RefundableVoucher>? untouched = null,
        int issued = 3,
        int issuing = 0
    ) =>
        RefundRule.Plan(
            command,
            new(status, 3, new(issued, issuing), leftFen, new(staffFen, dayFen), untouched ?? Three),
            Options
        );

    private static RefundCommand Customer(params Guid[] vouchers) =>
        new()
        {
            KeyHash = Guid.NewGuid(),
            BodyHash = 1,
            Customer = new CustomerId(Guid.NewGuid()),
            Vouchers = [.. vouchers],
        };

    private static RefundCommand Staff(long amountFen, params Guid[] vouchers) =>
        new()
        {
            KeyHash = Guid.NewGuid(),
            BodyHash = 1,
            Staff = "wang",
            AmountFen = amountFen,
            Vouchers = [.. vouchers],
            Reason = "complaint",
        };
}
