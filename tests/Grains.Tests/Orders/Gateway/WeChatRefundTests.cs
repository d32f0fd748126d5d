using FuelGrains.Grains.Orders.Gateway;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Orders.Gateway;

/// <summary>
/// Refunds against the simulator: an accepted refund is not paid out, a number is used once, no refund exceeds the payment.
/// </summary>
public sealed class WeChatRefundTests : IAsyncLifetime
{
    private WeChatFixture _fixture = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _fixture = await WeChatFixture.StartAsync(new() { RefundAfter = TimeSpan.FromMinutes(10) });

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task A_refund_is_processing_until_wechat_says_that_it_succeeded()
    {
        var ask = Ask(await _fixture.PaidAsync(100), 30);
        var accepted = await _fixture.Pay.RefundAsync(ask, Ct);
        (accepted.Progress, accepted.RefundFen).ShouldBe((RefundProgress.Processing, 30));
        await EndAsync(ask, "SUCCESS");
        var succeeded = await _fixture.Pay.QueryRefundAsync(ask.OutRefundNo, Ct);
        succeeded.ShouldBe(accepted with { Progress = RefundProgress.Succeeded });
        (await NewsAsync()).ShouldBe(
            new RefundNotification(ask.OutRefundNo, accepted.RefundId!, RefundProgress.Succeeded, 30, 30)
        );
    }

    [Theory]
    [InlineData("ABNORMAL", RefundProgress.Abnormal)]
    [InlineData("CLOSED", RefundProgress.Closed)]
    public async Task A_failed_refund_has_its_reason(string outcome, RefundProgress progress)
    {
        var ask = Ask(await _fixture.PaidAsync(100), 100);
        await _fixture.Pay.RefundAsync(ask, Ct);
        await EndAsync(ask, outcome);
        (await _fixture.Pay.QueryRefundAsync(ask.OutRefundNo, Ct)).Progress.ShouldBe(progress);
        (await NewsAsync()).Progress.ShouldBe(progress);
    }

    [Fact]
    public async Task Refunds_end_as_it_was_ordered_and_when()
    {
        await _fixture.ControlAsync("refund-outcomes", new { outcome = "CLOSED", afterMs = 1 });
        var ask = Ask(await _fixture.PaidAsync(100), 100);
        await _fixture.Pay.RefundAsync(ask, Ct);
        await _fixture.DrainAsync();
        (await _fixture.Pay.QueryRefundAsync(ask.OutRefundNo, Ct)).Progress.ShouldBe(RefundProgress.Closed);
    }

    [Fact]
    public async Task A_repeated_refund_is_the_same_and_with_another_amount_it_is_refused()
    {
        var ask = Ask(await _fixture.PaidAsync(100), 30);
        var first = await _fixture.Pay.RefundAsync(ask, Ct);
        (await _fixture.Pay.RefundAsync(ask, Ct)).ShouldBe(first);
        (await _fixture.Pay.RefundAsync(ask with { RefundFen = 31 }, Ct)).ShouldBe(
            new RefundReply(RefundProgress.Refused, Code: "INVALID_REQUEST")
        );
        (await _fixture.JournalAsync("refund")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Refunds_never_exceed_the_payment_but_a_closed_one_does_not_count()
    {
        var paid = await _fixture.PaidAsync(100);
        var first = Ask(paid, 60);
        (await _fixture.Pay.RefundAsync(first, Ct)).Progress.ShouldBe(RefundProgress.Processing);
        (await _fixture.Pay.RefundAsync(Ask(paid, 41), Ct)).ShouldBe(
            new RefundReply(RefundProgress.Refused, Code: "NOT_ENOUGH")
        );
        (await _fixture.Pay.RefundAsync(Ask(paid, 40), Ct)).Progress.ShouldBe(RefundProgress.Processing);
        await EndAsync(first, "CLOSED");
        (await _fixture.Pay.RefundAsync(Ask(paid, 60), Ct)).Progress.ShouldBe(RefundProgress.Processing);
        (await _fixture.Pay.RefundAsync(Ask(paid, 1), Ct)).Code.ShouldBe("NOT_ENOUGH");
    }

    [Fact]
    public async Task A_refund_of_another_total_or_of_no_payment_is_refused()
    {
        var paid = await _fixture.PaidAsync(100);
        (await _fixture.Pay.RefundAsync(Ask(paid, 10) with { TotalFen = 99 }, Ct)).Code.ShouldBe("INVALID_REQUEST");
        (await _fixture.Pay.RefundAsync(Ask(paid, 10) with { TransactionId = "4200000000" }, Ct)).ShouldBe(
            new RefundReply(RefundProgress.Refused, Code: "RESOURCE_NOT_EXISTS")
        );
        (await _fixture.Pay.RefundAsync(Ask(paid, 10) with { OutRefundNo = new string('r', 65) }, Ct)).Code.ShouldBe(
            "PARAM_ERROR"
        );
        (await _fixture.Pay.QueryAsync(paid.OutTradeNo, Ct)).ShouldBe(new TradeReply(TradeState.Paid, paid));
    }

    [Fact]
    public async Task A_refunded_payment_is_still_a_paid_one()
    {
        var paid = await _fixture.PaidAsync(100);
        await _fixture.Pay.RefundAsync(Ask(paid, 100), Ct);
        (await _fixture.Pay.QueryAsync(paid.OutTradeNo, Ct)).ShouldBe(new TradeReply(TradeState.Paid, paid));
    }

    private static GatewayRefund Ask(Transaction paid, long fen) =>
        new($"R{Guid.NewGuid():N}"[..32], paid.TransactionId, fen, paid.AmountFen, new string('退', 90));

    private Task EndAsync(GatewayRefund ask, string outcome) =>
        _fixture.ControlAsync("refund-outcomes", new { outcome, ask.OutRefundNo });

    private async Task<RefundNotification> NewsAsync()
    {
        await Until.IsTrueAsync(() => _fixture.Callbacks.Any(c => c.Read.Refund is not null));
        return _fixture.Callbacks.Single(c => c.Read.Refund is not null).Read.Refund!;
    }
}
