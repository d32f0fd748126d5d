using FuelGrains.Grains.Orders.Payments;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Orders.Payments;

/// <summary>Refunds against the simulator: accepted is not refunded, a number is used once, never more than was paid.</summary>
public sealed class WeChatRefundTests : IAsyncLifetime
{
    private WeChatFixture _bench = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _bench = await WeChatFixture.StartAsync(new() { RefundAfter = TimeSpan.FromMinutes(10) });

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task A_refund_is_processing_until_wechat_says_that_it_succeeded()
    {
        var ask = Ask(await _bench.PaidAsync(100), 30);
        var accepted = await _bench.Pay.RefundAsync(ask, Ct);
        (accepted.Progress, accepted.RefundFen).ShouldBe((RefundProgress.Processing, 30));
        await EndAsync(ask, "SUCCESS");
        var succeeded = await _bench.Pay.QueryRefundAsync(ask.OutRefundNo, Ct);
        succeeded.ShouldBe(accepted with { Progress = RefundProgress.Succeeded });
        (await NewsAsync()).ShouldBe(
            new RefundNotification(ask.OutRefundNo, accepted.RefundId!, RefundProgress.Succeeded, 30)
        );
    }

    [Theory]
    [InlineData("ABNORMAL", RefundProgress.Abnormal)]
    [InlineData("CLOSED", RefundProgress.Closed)]
    public async Task A_refund_that_fails_says_how(string outcome, RefundProgress progress)
    {
        var ask = Ask(await _bench.PaidAsync(100), 100);
        await _bench.Pay.RefundAsync(ask, Ct);
        await EndAsync(ask, outcome);
        (await _bench.Pay.QueryRefundAsync(ask.OutRefundNo, Ct)).Progress.ShouldBe(progress);
        (await NewsAsync()).Progress.ShouldBe(progress);
    }

    [Fact]
    public async Task Refunds_end_as_it_was_ordered_and_when()
    {
        await _bench.ControlAsync("refund-outcomes", new { outcome = "CLOSED", afterMs = 1 });
        var ask = Ask(await _bench.PaidAsync(100), 100);
        await _bench.Pay.RefundAsync(ask, Ct);
        await _bench.DrainAsync();
        (await _bench.Pay.QueryRefundAsync(ask.OutRefundNo, Ct)).Progress.ShouldBe(RefundProgress.Closed);
    }

    [Fact]
    public async Task The_same_refund_again_is_the_same_and_with_another_amount_refused()
    {
        var ask = Ask(await _bench.PaidAsync(100), 30);
        var first = await _bench.Pay.RefundAsync(ask, Ct);
        (await _bench.Pay.RefundAsync(ask, Ct)).ShouldBe(first);
        (await _bench.Pay.RefundAsync(ask with { RefundFen = 31 }, Ct)).ShouldBe(
            new RefundReply(RefundProgress.Refused, Code: "INVALID_REQUEST")
        );
        (await _bench.JournalAsync("refund")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Refunds_never_sum_over_what_was_paid_but_a_closed_one_does_not_count()
    {
        var paid = await _bench.PaidAsync(100);
        var first = Ask(paid, 60);
        (await _bench.Pay.RefundAsync(first, Ct)).Progress.ShouldBe(RefundProgress.Processing);
        (await _bench.Pay.RefundAsync(Ask(paid, 41), Ct)).ShouldBe(
            new RefundReply(RefundProgress.Refused, Code: "NOT_ENOUGH")
        );
        (await _bench.Pay.RefundAsync(Ask(paid, 40), Ct)).Progress.ShouldBe(RefundProgress.Processing);
        await EndAsync(first, "CLOSED");
        (await _bench.Pay.RefundAsync(Ask(paid, 60), Ct)).Progress.ShouldBe(RefundProgress.Processing);
        (await _bench.Pay.RefundAsync(Ask(paid, 1), Ct)).Code.ShouldBe("NOT_ENOUGH");
    }

    [Fact]
    public async Task A_refund_of_another_total_or_of_no_payment_is_refused()
    {
        var paid = await _bench.PaidAsync(100);
        (await _bench.Pay.RefundAsync(Ask(paid, 10) with { TotalFen = 99 }, Ct)).Code.ShouldBe("INVALID_REQUEST");
        (await _bench.Pay.RefundAsync(Ask(paid, 10) with { TransactionId = "4200000000" }, Ct)).ShouldBe(
            new RefundReply(RefundProgress.Refused, Code: "RESOURCE_NOT_EXISTS")
        );
        (await _bench.Pay.RefundAsync(Ask(paid, 10) with { OutRefundNo = new string('r', 33) }, Ct)).Code.ShouldBe(
            "PARAM_ERROR"
        );
        (await _bench.Pay.QueryAsync(paid.OutTradeNo, Ct)).ShouldBe(new TradeReply(TradeState.Paid, paid));
    }

    [Fact]
    public async Task A_refunded_payment_is_still_one_that_came()
    {
        var paid = await _bench.PaidAsync(100);
        await _bench.Pay.RefundAsync(Ask(paid, 100), Ct);
        (await _bench.Pay.QueryAsync(paid.OutTradeNo, Ct)).ShouldBe(new TradeReply(TradeState.Paid, paid));
    }

    private static GatewayRefund Ask(Transaction paid, long fen) =>
        new($"R{Guid.NewGuid():N}"[..32], paid.TransactionId, fen, paid.AmountFen, new string('退', 90));

    private Task EndAsync(GatewayRefund ask, string outcome) =>
        _bench.ControlAsync("refund-outcomes", new { outcome, ask.OutRefundNo });

    private async Task<RefundNotification> NewsAsync()
    {
        await Until.IsTrueAsync(() => _bench.Callbacks.Any(c => c.Read.Refund is not null));
        return _bench.Callbacks.Single(c => c.Read.Refund is not null).Read.Refund!;
    }
}
