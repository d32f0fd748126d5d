namespace FuelGrains.Load.Tests.History;

public sealed class WeChatJournalTests
{
    private static readonly string[] Lines =
    [
        """{"seq":1,"at":"2026-11-24T12:00:00.0000000+00:00","what":"prepay","outTradeNo":"n1","prepayId":"wx1","""
            + """ "openId":"o","amountFen":19900,"description":"d","notifyUrl":"http://x/","expiresAt":null}""",
        """{"seq":2,"at":"2026-11-24T12:00:01.0000000+00:00","what":"pay","outTradeNo":"n1","transactionId":"t1","""
            + """ "paidFen":19900,"currency":"CNY","merchantId":"m","appId":"a","""
            + """ "coupon":{"couponId":"c","stockId":"s","name":"n","amountFen":900,"type":"NOCASH"},"held":true}""",
        """{"seq":3,"at":"2026-11-24T12:00:02.5000000+00:00","what":"notify","about":"pay","number":"n1","""
            + """ "attempt":1,"copy":0,"status":200,"ms":500.25}""",
        """{"seq":4,"at":"2026-11-24T12:00:03.0000000+00:00","what":"refund","outRefundNo":"r1","refundId":"5030","""
            + """ "outTradeNo":"n1","transactionId":"t1","refundFen":100,"payerFen":95,"notifyUrl":null,"reason":"x"}""",
        """{"seq":5,"at":"2026-11-24T12:00:04.0000000+00:00","what":"refund-end","outRefundNo":"r1","status":"ABNORMAL"}""",
        """{"seq":6,"at":"2026-11-24T12:00:05.0000000+00:00","what":"refund-end","outRefundNo":"r1","status":"SUCCESS"}""",
        """{"seq":7,"at":"2026-11-24T12:00:06.0000000+00:00","what":"close","outTradeNo":"n2"}""",
        """{"seq":8,"at":"2026-11-24T12:00:07.0000000+00:00","what":"message","openId":"o","templateId":"t"}""",
        """{"seq":9,"at":"2026-11-24T12:00:07.0000000+00:00","what":"query","outTradeNo":"n2"}""",
        """{"seq":10,"at":"2026-11-24T12:00:0""",
    ];

    [Fact]
    public void Each_kind_of_line_is_read_and_a_torn_one_left_out()
    {
        var journal = WeChatJournal.Parse(Lines);
        journal.Prepays.ShouldBe([new("n1", "wx1", 19_900, "o", new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero))]);
        journal.Queries.ShouldBe([new("n2", new(2026, 11, 24, 12, 0, 7, TimeSpan.Zero))]);
        journal.Payments.ShouldBe([
            new("n1", "t1", 19_900, "CNY", "m", "a", new(2026, 11, 24, 12, 0, 1, TimeSpan.Zero), new(900, "NOCASH")),
        ]);
        journal.Payments[0].PayerFen.ShouldBe(19_000);
        journal.Refunds.ShouldBe([new("r1", "5030", "n1", "t1", 100, 95, new(2026, 11, 24, 12, 0, 3, TimeSpan.Zero))]);
        journal.RefundStatus["r1"].ShouldBe("SUCCESS");
        journal.Closed.ShouldBe(["n2"]);
        journal.Notifies.Single().From.ShouldBe(new(2026, 11, 24, 12, 0, 1, 999, 750, TimeSpan.Zero));
    }
}
