using FuelGrains.Load.Money;
using FuelGrains.Load.Storm;
using Shouldly;
using Xunit;

namespace FuelGrains.Load.Tests.Orders;

public sealed class JournalTests
{
    private static readonly string[] Lines =
    [
        """{"seq":1,"at":"2026-11-24T12:00:00.0000000+00:00","what":"prepay","outTradeNo":"n1","prepayId":"wx1","openId":"o","amountFen":19900,"description":"d","notifyUrl":"http://x/","expiresAt":null}""",
        """{"seq":2,"at":"2026-11-24T12:00:01.0000000+00:00","what":"pay","outTradeNo":"n1","transactionId":"t1","paidFen":19900,"currency":"CNY","merchantId":"m","appId":"a"}""",
        """{"seq":3,"at":"2026-11-24T12:00:02.5000000+00:00","what":"notify","about":"pay","number":"n1","attempt":1,"copy":0,"status":200,"ms":500.25}""",
        """{"seq":4,"at":"2026-11-24T12:00:03.0000000+00:00","what":"refund","outRefundNo":"r1","refundId":"5030","outTradeNo":"n1","transactionId":"t1","refundFen":100,"notifyUrl":null,"reason":"x"}""",
        """{"seq":5,"at":"2026-11-24T12:00:04.0000000+00:00","what":"refund-end","outRefundNo":"r1","status":"ABNORMAL"}""",
        """{"seq":6,"at":"2026-11-24T12:00:05.0000000+00:00","what":"refund-end","outRefundNo":"r1","status":"SUCCESS"}""",
        """{"seq":7,"at":"2026-11-24T12:00:06.0000000+00:00","what":"close","outTradeNo":"n2"}""",
        """{"seq":8,"at":"2026-11-24T12:00:07.0000000+00:00","what":"message","openId":"o","templateId":"t"}""",
        """{"seq":9,"at":"2026-11-24T12:00:0""",
    ];

    [Fact]
    public void Each_kind_of_line_is_read_and_a_torn_one_left_out()
    {
        var journal = Journal.Parse(Lines);
        journal.Prepays.ShouldBe([new("n1", "wx1", 19_900, "o")]);
        journal.Payments.ShouldBe([
            new("n1", "t1", 19_900, "CNY", "m", "a", new(2026, 11, 24, 12, 0, 1, TimeSpan.Zero)),
        ]);
        journal.Refunds.ShouldBe([new("r1", "5030", "n1", "t1", 100)]);
        journal.RefundStatus["r1"].ShouldBe("SUCCESS");
        journal.Closed.ShouldBe(["n2"]);
        journal.Notifies.Single().From.ShouldBe(new(2026, 11, 24, 12, 0, 1, 999, 750, TimeSpan.Zero));
    }

    [Fact]
    public void The_same_seed_plays_the_same_storm_and_another_seed_another_one()
    {
        var shares = new Shares(10, 10, 10, 10, 10, 10);
        Part[] Parts(int seed) => [.. Enumerable.Range(0, 200).Select(i => shares.Of(seed, i))];
        Parts(7).ShouldBe(Parts(7));
        Parts(7).ShouldNotBe(Parts(8));
        Parts(7).Distinct().Count().ShouldBe(Enum.GetValues<Part>().Length);
        FaultPlan.Of(7).ShouldBe(FaultPlan.Of(7));
        FaultPlan.Of(7).ShouldNotBe(FaultPlan.Of(8));
    }

    [Fact]
    public void Kills_lie_in_the_middle_of_the_payments_and_apart()
    {
        for (var seed = 1; seed < 500; seed++)
        {
            var plan = Nemesis.AtPayments(2, 900, seed).Select(s => s.At).ToArray();
            plan[0].ShouldBeInRange(225, 375);
            plan[1].ShouldBeInRange(525, 675);
        }
    }
}
